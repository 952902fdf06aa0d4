import { describe, expect, it } from 'vitest'

import { readSeriesCsv, splitRow } from './series-csv.ts'

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
    expect([...file.seriesOfRow]).toEqual([0, 1, 0])
  })

  it.each([
    ['value\n1\n', /f\.csv:1: expected a header/],
    ['timestamp,value\nyesterday,1\n', /f\.csv:2: timestamp "yesterday"/],
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
