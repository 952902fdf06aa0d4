import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { seriesIn } from './recorded-file.ts'
import { readSeriesCsv as readBytes, splitRow } from './series-csv.ts'
import { cellEnd } from './written-cells.ts'

function readSeriesCsv(text: string, name: string) {
  const file = readBytes(Buffer.from(text), name)
  return { ...file, series: seriesIn(file) }
}

describe('readSeriesCsv', () => {
  it('reads one series, gaps and a label column that is ignored', () => {
    const file = readSeriesCsv('timestamp,value,label\n60,1.5,0\n120,,1\n180,NaN,0\n', 'a.csv')
    expect(file.form).toBe('single')
    expect([...file.series[0]!.timestamps]).toEqual([60, 120, 180])
    expect([...file.series[0]!.values]).toEqual([1.5, NaN, NaN])
  })

  it('reads RFC 3339; without an offset it is UTC', () => {
    const text =
      'timestamp,value\n1970-01-01T00:01:00Z,1\n1970-01-01 00:02:00,2\n1970-01-01T02:03:00+02:00,3\n'
    expect([...readSeriesCsv(text, 'a').series[0]!.timestamps]).toEqual([60, 120, 180])
  })

  it('takes more numeric columns as more series', () => {
    const file = readSeriesCsv('timestamp,a|cpu,b|cpu\r\n0,1,2\r\n60,3,4\r\n', 'a')
    expect(file.form).toBe('wide')
    expect(file.series.map(({ name, values }) => [name, ...values])).toEqual([
      ['a|cpu', 1, 3],
      ['b|cpu', 2, 4],
    ])
  })

  it('takes a first column named series as long form, and remembers the order of rows', () => {
    const file = readSeriesCsv('series,timestamp,value\nx,0,1\n"y,z",0,2\nx,60,3\n', 'a')
    expect(file.series.map(({ name, values }) => [name, ...values])).toEqual([
      ['x', 1, 3],
      ['y,z', 2],
    ])
    expect([...file.seriesOfSample]).toEqual([0, 1, 0])
  })

  it('reads numbers in unusual forms', () => {
    const cells = ['1e-07', ' 2 ', '"3"', '+Inf', '-inf', 'nan', '0x10', '', '4.']
    const rows = cells.map((cell, i) => `${i},${cell}\n`)
    const [series] = readSeriesCsv(`timestamp,value\n${rows.join('')}`, 'a').series
    expect([...series!.values]).toEqual([1e-7, 2, 3, Infinity, -Infinity, NaN, 16, NaN, 4])
  })

  it('reads times as Date does, to the millisecond', () => {
    // Around 1970 a time has more digits behind the point than the two parts it is the sum of.
    const time = fc
      .oneof(fc.integer({ min: -1e10, max: -1e7 }), fc.integer({ min: 1e7, max: 1e11 }))
      .map((second) => second + 0.123)
    fc.assert(
      fc.property(
        fc.array(time, { minLength: 1 }),
        fc.constantFrom('Z', '+02:00', ''),
        (times, zone) => {
          const texts = times.map((seconds) =>
            new Date(Math.round(seconds * 1000)).toISOString().slice(0, -1).concat(zone),
          )
          const rows = texts.map((text) => `${text},1\n`).join('')
          const [series] = readSeriesCsv(`timestamp,value\n${rows}`, 'a').series
          expect([...series!.timestamps]).toEqual(
            texts.map((text) => Date.parse(zone === '' ? `${text}Z` : text) / 1000),
          )
        },
      ),
    )
  })

  it('keeps where the cells stand, so that they can be written as they came', () => {
    const text = 'series,timestamp,value\na,0,1.50\n"b,""c",  "2",3\nd,"60" , 1e5 \n'
    const file = readSeriesCsv(text.replace('  "2"', '  2'), 'a')
    const { bytes, timestamps, values } = file.written!
    const texts = (places: Uint32Array) =>
      Array.from(places, (place) =>
        Buffer.from(bytes.subarray(place, cellEnd(bytes, place))).toString(),
      )
    expect(file.names).toEqual(['a', 'b,"c', 'd'])
    expect(texts(timestamps)).toEqual(['0', '2', '60'])
    expect(texts(values)).toEqual(['1.50', '3', '1e5'])
  })

  it('closes up the columns of a wide file with blank lines in it', () => {
    const file = readSeriesCsv('a,timestamp,b\n1,0,2\n\n\n3,60,4\n', 'a')
    expect(file.series.map(({ timestamps, values }) => [...timestamps, ...values])).toEqual([
      [0, 60, 1, 3],
      [0, 60, 2, 4],
    ])
    expect([...file.written!.values].map((place) => file.written!.bytes[place]! - 48)).toEqual([
      1, 3, 2, 4,
    ])
  })

  it.each([
    ['value\n1\n', /f\.csv:1: expected a header/],
    ['timestamp,value\nyesterday,1\n', /f\.csv:2: timestamp "yesterday"/],
    ['timestamp,value\n\n0,1\n\n60\n\n,2\n', /f\.csv:7: timestamp ""/],
    ['timestamp,value\n0,1\n60,high\n', /f\.csv:3: value is "high", expected a number/],
  ])('names what is wrong and where in %j', (text, message) => {
    expect(() => readSeriesCsv(text, 'f.csv')).toThrow(message)
  })
})

describe('splitRow', () => {
  it.each([
    ['a,b', ['a', 'b']],
    ['"a,b",c', ['a,b', 'c']],
    ['"say ""hi""",', ['say "hi"', '']],
  ])('splits %j', (line, cells) => {
    expect(splitRow(line)).toEqual(cells)
  })
})
