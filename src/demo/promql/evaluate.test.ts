import { describe, expect, it } from 'vitest'

import type { Labels } from '../../model/series.ts'
import type { Storage } from '../storage.ts'
import type { Grid } from './column.ts'
import { evaluate } from './evaluate.ts'
import { parsePromql } from './parse.ts'

// Agreement with a real Prometheus is the integration test's; here are the numbers by hand.

const MINUTE = 60_000

/** Series of one sample a minute from time 0 on; NaN is a scrape that found nothing. */
function storageOf(series: readonly { labels: Labels; values: readonly number[] }[]): Storage {
  return {
    select: (matchers) =>
      series
        .filter(({ labels }) => matchers.every((one) => one.matches(labels[one.label] ?? '')))
        .map(({ labels, values }) => ({
          labels,
          firstMs: 0,
          stepMs: MINUTE,
          read(first, out, stride = 1) {
            for (let i = 0; i < out.length; i++) out[i] = values[first + i * stride] ?? NaN
          },
        })),
  }
}

const grid = (start: number, count: number): Grid => ({
  start: start * MINUTE,
  step: MINUTE,
  count,
})

/** The result's columns as `{labels, values}`, with null where there is nothing. */
function ask(
  query: string,
  series: Parameters<typeof storageOf>[0],
  { on = grid(10, 1), now = 100 }: { on?: Grid; now?: number } = {},
) {
  const value = evaluate(parsePromql(query), {
    storage: storageOf(series),
    now: now * MINUTE,
    grid: on,
  })
  if (value.kind !== 'vector') return value
  return value.columns.map(({ labels, values, present }) => ({
    labels,
    values: Array.from(values, (one, i) => (present[i] ? one : null)),
  }))
}

const counter = (values: readonly number[], labels: Labels = {}) => ({
  labels: { __name__: 'c', ...labels },
  values,
})

describe('instant vectors', () => {
  it('end at once where a series is stale, and after five minutes where time has not come', () => {
    const values = [1, 2, NaN, NaN, 5, 6]
    expect(ask('c', [counter(values)], { on: grid(0, 6) })).toMatchObject([
      { values: [1, 2, null, null, 5, 6] },
    ])
    const later = ask('c', [counter([1, 2, 3])], { on: grid(2, 8), now: 2.5 })
    expect(later).toMatchObject([{ values: [3, 3, 3, 3, 3, 3, null, null] }])
  })

  it('read only what a wide step looks at', () => {
    const values = Array.from({ length: 30 }, (_, i) => i)
    const on = { start: 2 * MINUTE, step: 5 * MINUTE, count: 5 }
    expect(ask('c', [counter(values)], { on })).toMatchObject([{ values: [2, 7, 12, 17, 22] }])
  })
})

describe('rate', () => {
  // Samples at minutes 5 … 10 lie in the window of five minutes and fill it: no extrapolation.
  it('is the growth a second', () => {
    const values = Array.from({ length: 11 }, (_, i) => i * 30)
    expect(ask('rate(c[5m])', [counter(values)])).toEqual([{ labels: {}, values: [0.5] }])
  })

  it('adds what was counted before a reset', () => {
    const values = [0, 0, 0, 0, 0, 100, 160, 10, 20, 30, 40]
    // 60 up to the reset, 10 from zero on, 30 after it: 100 in 300 s.
    expect(ask('increase(c[5m])', [counter(values)])).toMatchObject([{ values: [100] }])
  })

  it('stretches a counter that begins within the window back to where it was zero', () => {
    const values = [NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, 10, 40, 70]
    // 60 in two minutes. The window's start is 3 min before the first sample, its zero only 20 s:
    // that is less than 1.1 distances, so it counts in full: 60 · 140 / 120.
    expect(
      (ask('increase(c[5m])', [counter(values)]) as { values: number[] }[])[0]!.values[0],
    ).toBeCloseTo(70, 10)
  })

  it('says nothing of a single sample', () => {
    expect(ask('rate(c[30s])', [counter([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])])).toMatchObject([
      { values: [null] },
    ])
  })
})

const bucket = (le: string, count: number) => ({
  labels: { __name__: 'b', le, pod: 'x' },
  values: Array.from({ length: 11 }, () => count),
})

describe('histogram_quantile', () => {
  // 10 of 20 up to 1, 18 up to 2. The 15th lies 5/8 into (1, 2].
  it('is linear within its bucket', () => {
    const buckets = [bucket('1', 10), bucket('2', 18), bucket('+Inf', 20)]
    expect(ask('histogram_quantile(0.75, b)', buckets)).toEqual([
      { labels: { pod: 'x' }, values: [1.625] },
    ])
    expect(ask('histogram_quantile(0.99, b)', buckets)).toMatchObject([{ values: [2] }])
  })

  it('is NaN without an infinite bucket or without observations', () => {
    expect(ask('histogram_quantile(0.5, b)', [bucket('1', 10), bucket('2', 18)])).toMatchObject([
      { values: [NaN] },
    ])
    expect(ask('histogram_quantile(0.5, b)', [bucket('1', 0), bucket('+Inf', 0)])).toMatchObject([
      { values: [NaN] },
    ])
  })
})

describe('labels', () => {
  it('of series that follow each other become one, of two at once are refused', () => {
    const old = { labels: { __name__: 'a', pod: 'x' }, values: [1, 2, NaN, NaN] }
    const next = { labels: { __name__: 'b', pod: 'x' }, values: [NaN, NaN, 3, 4] }
    const on = grid(0, 4)
    expect(ask('-{__name__=~"a|b"}', [old, next], { on })).toEqual([
      { labels: { pod: 'x' }, values: [-1, -2, -3, -4] },
    ])
    const twice = { labels: { __name__: 'b', pod: 'x' }, values: [9, 9, 9, 9] }
    expect(() => ask('-{__name__=~"a|b"}', [old, twice], { on })).toThrow(/same labelset/)
  })

  it('decide which series belong together, at each time anew', () => {
    const ratio = [
      counter([10, 10, NaN], { pod: 'old' }),
      counter([NaN, NaN, 30], { pod: 'new' }),
      { labels: { __name__: 'limit', kind: 'z' }, values: [100, 100, 100] },
    ]
    expect(ask('sum(c) / on() limit', ratio, { on: grid(0, 3) })).toEqual([
      { labels: {}, values: [0.1, 0.1, 0.3] },
    ])
    expect(ask('c / on() group_left(kind) limit', ratio, { on: grid(0, 3) })).toEqual([
      { labels: { pod: 'old', kind: 'z' }, values: [0.1, 0.1, null] },
      { labels: { pod: 'new', kind: 'z' }, values: [null, null, 0.3] },
    ])
  })
})

describe('what is wrong with a query', () => {
  it.each([
    ['sum(up', '1:7: parse error: unexpected "end of input"'],
    ['up{job=~"("}', 'error parsing regexp'],
    ['holt_winters(c[5m], 0.5, 0.5)', 'holt_winters'],
    ['avg_of_all(c)', 'unknown function with name "avg_of_all"'],
    ['rate(c)', 'expected type range vector in call to function "rate", got instant vector'],
    ['c[5m]', 'range vector'],
    ['{a=""}', 'at least one non-empty matcher'],
    ['c @ 100', 'does not know'],
    ['', 'no expression'],
  ])('%s', (query, message) => {
    expect(() => ask(query, [counter([1])])).toThrow(
      expect.objectContaining({ statusCode: 400, message: expect.stringContaining(message) }),
    )
  })
})
