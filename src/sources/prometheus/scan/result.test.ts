import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { RootOpsError } from '../../../errors.ts'
import { clip } from '../excerpt.ts'
import type { RangeResult } from '../../source.ts'
import { readList } from './list.ts'
import { readResult } from './result.ts'
import { createScan } from './scan.ts'

const limits = { maxSeries: 1000, maxSamples: 1_000_000 }

/** Reads the bytes in chunks of the sizes given, over and over. */
function scan(body: string | Uint8Array, sizes: readonly number[] = [65_536]): RangeResult {
  const bytes = Buffer.from(body as string)
  const reading = createScan('test', (reader) => readResult(reader, limits))
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!
    reading.push(bytes.subarray(at, at + size))
    at += size
  }
  return reading.finish()
}

function codeOf(read: () => unknown): string {
  try {
    read()
  } catch (error) {
    if (error instanceof RootOpsError) return error.code
    throw error
  }
  return 'none'
}

function plain({ series, warnings }: RangeResult): unknown {
  return {
    series: series.map(({ labels, timestamps, values }) => ({
      labels,
      points: Array.from(timestamps, (time, i) => [time, values[i]]),
    })),
    warnings,
  }
}

function plainOrCode(body: Uint8Array, sizes: readonly number[]): unknown {
  let read: unknown
  const code = codeOf(() => (read = plain(scan(body, sizes))))
  return code === 'none' ? read : code
}

/** What the answer means, by JSON.parse; undefined when it is not the answer of a query. */
function oracle(text: string): unknown {
  let body
  try {
    body = JSON.parse(text)
  } catch {
    return undefined
  }
  const { status, data, warnings = [] } = body ?? {}
  if (status !== 'success' || !Array.isArray(data?.result)) return undefined
  const series = []
  for (const { metric, values = [] } of data.result) {
    const points = values.map(([time, value]: [number, string]) => [time, numberOf(value)])
    if (points.length > 0) series.push({ labels: metric, points })
  }
  const notes = (warnings as string[]).map((warning) => clip(warning, 500))
  return { series, warnings: [...new Set(notes)] }
}

function keysIn(text: string): string[] {
  return text.match(/"(?:status|data|resultType|result|metric|values|warnings)"\s*:/g) ?? []
}

function numberOf(text: string): number {
  const special: Record<string, number> = { NaN, '+Inf': Infinity, '-Inf': -Infinity }
  return special[text] ?? Number(text)
}

const valueText = fc.oneof(
  fc.constantFrom('NaN', '+Inf', '-Inf', '0', '-0', '1e-07', '1.7976931348623157e+308'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
  fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toFixed(3)),
)
const labelText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('a"b', String.raw`back\slash`, '],[', '}', 'ünï', '{"values":[[1,"2"]]}'),
)
const oneSeries = fc
  .record({
    metric: fc.dictionary(labelText, labelText, { maxKeys: 4 }),
    start: fc.integer({ min: 0, max: 2_000_000_000_000 }),
    step: fc.integer({ min: 1, max: 100_000 }),
    values: fc.array(valueText, { maxLength: 40 }),
    metricFirst: fc.boolean(),
  })
  .map(({ metric, start, step, values, metricFirst }) => {
    const points = values.map((value, i) => [(start + i * step) / 1000, value])
    return metricFirst ? { metric, values: points } : { values: points, metric }
  })
const answer = fc
  .record({
    result: fc.array(oneSeries, { maxLength: 6 }),
    warnings: fc.array(fc.constantFrom('partial response', 'metric might not be a counter')),
    order: fc.boolean(),
    indent: fc.constantFrom(0, 0, 0, 1),
  })
  .map(({ result, warnings, order, indent }) => {
    const data = order ? { resultType: 'matrix', result } : { result, resultType: 'matrix' }
    const body = order
      ? { status: 'success', data, warnings }
      : { warnings, data, status: 'success' }
    return JSON.stringify(body, undefined, indent)
  })
const sizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 10 })

describe('readResult', () => {
  it('reads what JSON.parse reads, however the answer is cut into chunks', () => {
    fc.assert(
      fc.property(answer, sizes, (text, cuts) => {
        expect(plain(scan(text, cuts))).toEqual(oracle(text))
      }),
      { numRuns: 500 },
    )
  })

  it('says SOURCE_UNAVAILABLE for every answer that is cut off', () => {
    fc.assert(
      fc.property(answer, fc.double({ min: 0, max: 0.999, noNaN: true }), (text, share) => {
        const bytes = Buffer.from(text)
        const cut = bytes.subarray(0, Math.floor(bytes.length * share))
        expect(codeOf(() => scan(cut, [100]))).toBe('SOURCE_UNAVAILABLE')
      }),
      { numRuns: 300 },
    )
  })

  it('never reads from a damaged answer anything JSON.parse would not', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 3,
    })
    fc.assert(
      fc.property(answer, damage, sizes, (text, changes, cuts) => {
        const bytes = Buffer.from(text)
        for (const [place, code] of changes) bytes[place % bytes.length] = code
        const got = plainOrCode(bytes, cuts)
        const damaged = bytes.toString()
        // Behind a damaged key stands an unknown field, and those are passed over unread.
        const mayPass = keysIn(damaged).join() !== keysIn(text).join()
        const wanted = oracle(damaged) ?? (mayPass ? got : 'a refusal')
        expect([wanted, 'SOURCE_UNAVAILABLE', 'SOURCE_REFUSED']).toContainEqual(got)
      }),
      { numRuns: 1000 },
    )
  })

  it('reads a vector, a scalar and an empty answer', () => {
    const vector = scan(
      '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"b"},"value":[1435781451.781,"1"]}]}}',
    )
    expect(plain(vector)).toEqual({
      series: [{ labels: { a: 'b' }, points: [[1435781451.781, 1]] }],
      warnings: [],
    })
    const scalar = scan('{"status":"success","data":{"resultType":"scalar","result":[7,"0.5"]}}')
    expect(plain(scalar)).toEqual({ series: [{ labels: {}, points: [[7, 0.5]] }], warnings: [] })
    const nothing = '{"status":"success","data":{"resultType":"matrix","result":null}}'
    expect(scan(nothing).series).toEqual([])
  })

  it('does not mistake the first whole number that no double holds', () => {
    const texts = Array.from({ length: 15 }, (_, i) =>
      ['9007199254740993'.slice(0, i + 1), '9007199254740993'.slice(i + 1)].join('.'),
    )
    const points = texts.map((text, i) => `[${i},"${text}"]`).join(',')
    // Points in the quick form are read only where enough bytes follow.
    const body = `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[${points}]}]}}${' '.repeat(100)}`
    const [series] = scan(body).series
    expect(Array.from(series!.values)).toEqual(texts.map(Number))
  })

  it('leaves native histograms out and says so', () => {
    const body =
      '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"1"},"histograms":[[1,{"count":"2","buckets":[[0,"1","2","}]\\\\"]]}]]},{"metric":{"a":"2"},"values":[[1,"5"]],"histograms":[]}]},"infos":["i"]}'
    for (const size of [1, 2, 3, 7, 1000]) {
      const read = scan(body, [size])
      expect(read.series.map(({ labels }) => labels)).toEqual([{ a: '2' }])
      expect(read.warnings).toEqual(['i', expect.stringContaining('native histograms')])
    }
  })

  it.each([
    ['a web page', '<!doctype html><title>Login</title>', '<!doctype html>'],
    ['other JSON', '{"message":"hello"}', 'hello'],
    ['no result', '{"status":"success","data":{}}', '"result"'],
    ['nothing', '', 'it ends there'],
    ['more after the end', '{"status":"success","data":{"result":[]}} x', 'the end'],
    ['times that go back', matrix('[[2,"1"],[1,"1"]]'), 'ascending'],
    ['a value that is none', matrix('[[1,"up"]]'), 'a point'],
    ['a log line', matrix('[["1700000000000000000","GET /"]]'), 'a point'],
  ])('says what came instead: %s', (_, body, named) => {
    expect(() => scan(body)).toThrow(named)
    expect(codeOf(() => scan(body))).toBe('SOURCE_UNAVAILABLE')
  })

  it('names the place of the damage in the whole answer, however it came', () => {
    const body = matrix(`[[1,"1"],[2,"2"],[3,"up"]]`)
    const place = body.indexOf(']]}]}}') + 1
    for (const size of [1, 7, 64, 1000])
      expect(() => scan(body, [size])).toThrow(`at byte ${place}, `)
  })

  it('hands on the error of the server, cut to a bounded length', () => {
    const error = 'parse error '.repeat(1000)
    const body = JSON.stringify({ status: 'error', errorType: 'bad_data', error, data: null })
    expect(codeOf(() => scan(body.replace(',"data":null', '')))).toBe('SOURCE_REFUSED')
    expect(() => scan(body.replace(',"data":null', ''))).toThrow(/^.{20,700}$/s)
  })

  it('refuses more series or samples than it may keep', () => {
    const long = Array.from({ length: 100 }, (_, i) => `[${i},"1"]`).join(',')
    expect(codeOf(readWithin(matrix(`[${long}]`), 1, 100))).toBe('none')
    expect(codeOf(readWithin(matrix(`[${long}]`), 1, 99))).toBe('INPUT_TOO_LARGE')
    expect(codeOf(readWithin(matrix(`[${long}]`), 0, 100))).toBe('INPUT_TOO_LARGE')
  })

  it('takes labels named like parts of an object as labels', () => {
    const read = scan(matrix('[[1,"1"]]', '{"__proto__":"x","constructor":"y"}'))
    expect(Object.entries(read.series[0]!.labels)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
  })
})

describe('readList', () => {
  const list = '{"status":"success","data":["a","b","c"]}'

  it('reads a list up to the limit and then wants no more', () => {
    const reading = createScan('t', (reader) => readList(reader, 2))
    expect(reading.push(Buffer.from(list))).toBe(false)
    expect(reading.finish()).toEqual({ items: ['a', 'b'], truncated: true })
  })

  it('knows when nothing was left out', () => {
    const reading = createScan('t', (reader) => readList(reader, 3))
    for (const code of Buffer.from(list)) reading.push(Uint8Array.of(code))
    expect(reading.finish()).toEqual({ items: ['a', 'b', 'c'], truncated: false })
  })
})

function readWithin(body: string, maxSeries: number, maxSamples: number): () => unknown {
  return () => {
    const reading = createScan('t', (reader) => readResult(reader, { maxSeries, maxSamples }))
    reading.push(Buffer.from(body))
    return reading.finish()
  }
}

function matrix(values: string, metric = '{}'): string {
  return `{"status":"success","data":{"resultType":"matrix","result":[{"metric":${metric},"values":${values}}]}}`
}
