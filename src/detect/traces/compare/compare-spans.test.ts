import { describe, expect, it } from 'vitest'

import { columnsOf, drawsOf, shuffled, type Draws, type TestRow } from '../batches.fixture.ts'
import { compareSpans } from './compare-spans.ts'
import type { SpanComparison } from './comparison.ts'

const MINUTES = 20

interface Change {
  readonly factor?: number
  readonly failing?: number
  readonly spans?: number
  readonly minutes?: number
  readonly load?: number
}

/** Calls of one operation over some minutes, a trace each. */
function calls(draws: Draws, change: Change = {}): TestRow[] {
  const { factor = 1, failing = 0.02, spans = 400, minutes = MINUTES, load = 0 } = change
  const loads = Array.from({ length: minutes }, () => Math.exp(load * draws.normal()))
  return Array.from({ length: spans }, (_, i) => {
    const at = (i * 60 * minutes) / spans
    return {
      ms: 50 * factor * loads[Math.floor(at / 60)]! * Math.exp(0.5 * draws.normal()),
      at,
      trace: `t${i}`,
      failed: draws.uniform() < failing,
    }
  })
}

function compared(before: readonly TestRow[], after: readonly TestRow[]): SpanComparison {
  return compareSpans({ columns: columnsOf(before) }, { columns: columnsOf(after) })
}

describe('compareSpans', () => {
  it('tells what became slower, how much, and in a sentence', () => {
    const draws = drawsOf(1)
    const { verdict, operations } = compared(calls(draws), calls(draws, { factor: 2 }))
    const [op] = operations
    expect(verdict).toBe('regressed')
    expect(op).toMatchObject({
      verdict: 'regressed',
      latency: { verdict: 'regressed', blocks: { before: 20, after: 20 } },
      errors: { verdict: 'no_difference' },
      calls: { verdict: 'too_little_data', per: null },
    })
    const { ratio, ratio_low, ratio_high, cliffs_delta, p95_ms, p99_ms } = op!.latency
    expect(ratio_low).toBeLessThan(2)
    expect(ratio_high).toBeGreaterThan(2)
    expect(ratio).toBeCloseTo(2, 0)
    // P(X' > X) - P(X' < X) of two lognormals ln 2 apart, sigma 0.5: 2Φ(0.693 / 0.707) - 1 = 0.673.
    expect(cliffs_delta).toBeCloseTo(0.673, 1)
    expect(p95_ms.after).toBeGreaterThan(p95_ms.before!)
    expect(p99_ms).toEqual({ before: null, after: null })
    expect(op!.summary).toMatch(
      /^op of api takes [\d.]+ ms instead of [\d.]+ ms per call \([\d.]+ times, [\d.]+ to [\d.]+\) \(after against before\)$/,
    )
    expect(op!.exemplars).toHaveLength(3)
  })

  it('is the mirror image of itself', () => {
    const draws = drawsOf(2)
    const [a, b] = [calls(draws), calls(draws, { factor: 2 })]
    const [there, back] = [compared(a, b), compared(b, a)]
    expect(back.verdict).toBe('improved')
    const [first, second] = [there.operations[0]!.latency, back.operations[0]!.latency]
    expect(second.ratio! * first.ratio!).toBeCloseTo(1, 4)
    expect(second.ratio_low! * first.ratio_high!).toBeCloseTo(1, 4)
    expect(second.cliffs_delta).toBeCloseTo(-first.cliffs_delta!, 6)
    expect(second.q_value).toBeCloseTo(first.q_value!, 6)
  })

  it('is not fooled by minutes that share their load', () => {
    let flagged = 0
    for (let seed = 1; seed <= 100; seed++) {
      const draws = drawsOf(seed * 31)
      const change = { spans: 1000, load: 0.3 }
      const { verdict } = compared(calls(draws, change), calls(draws, change))
      if (verdict !== 'no_difference') flagged++
    }
    // One operation and no more: without a correction for many, about three in a hundred at 5 %.
    expect(flagged).toBeLessThanOrEqual(7)
  })

  it('tells failing more often from being slower', () => {
    const draws = drawsOf(3)
    const [op] = compared(calls(draws), calls(draws, { failing: 0.2 })).operations
    expect(op).toMatchObject({
      verdict: 'regressed',
      latency: { verdict: 'no_difference' },
      errors: { verdict: 'regressed' },
    })
    expect(op!.summary).toMatch(/^op of api fails in [\d.]+ % of its calls instead of [\d.]+ %/)
  })

  it('does not take one bad minute for a higher share of failures', () => {
    const draws = drawsOf(4)
    const bad = calls(draws).map((row) => (row.at! < 60 ? { ...row, failed: true } : row))
    const [op] = compared(calls(draws), bad).operations
    expect(op!.errors.after).toBeGreaterThan(0.05)
    expect(op!.errors.verdict).toBe('no_difference')
  })

  it('tells called more often from slower per call', () => {
    const draws = drawsOf(5)
    const requests = (queries: number) =>
      calls(draws).flatMap((row) => [
        { ...row, operation: 'GET /', ms: 10 * queries },
        ...Array.from({ length: queries }, (_, i) => ({
          ...row,
          at: row.at! + 0.001 * (i + 1),
          operation: 'SELECT',
          ms: 5 * Math.exp(0.3 * draws.normal()),
        })),
      ])
    const { operations } = compared(requests(2), requests(8))
    const select = operations.find(({ operation }) => operation === 'SELECT')!
    expect(select.calls).toMatchObject({
      verdict: 'regressed',
      before: 2,
      after: 8,
      ratio: 4,
      per: { service: 'api', operation: 'GET /' },
    })
    expect(select.latency.verdict).toBe('no_difference')
    expect(select.summary).toContain('is called 8 times for each GET / of api instead of 2')
  })

  it.each([
    [{ spans: 19 }, '19 calls after are too few for a verdict; 20 are needed'],
    [{ minutes: 4 }, 'calls in 4 blocks of time after are too few for a verdict'],
  ])('gives no verdict on too little: %o', (change, why) => {
    const draws = drawsOf(6)
    const { verdict, operations, tests } = compared(calls(draws), calls(draws, change))
    expect({ verdict, tests }).toEqual({ verdict: 'too_little_data', tests: 0 })
    expect(operations[0]!.latency).toMatchObject({ ratio: null, q_value: null })
    expect(operations[0]!.summary).toContain(why)
  })

  it('matches by name, whatever the tables of strings, and names what is on one side only', () => {
    const draws = drawsOf(7)
    const before = calls(draws)
    const after = [
      ...calls(draws).map((row) => ({ ...row, operation: 'new', service: 'other' })),
      ...calls(draws),
    ]
    const { operations } = compared(before, after)
    expect(
      operations.map(({ operation, count }) => [operation, count.before, count.after]),
    ).toEqual([
      ['op', 400, 400],
      ['new', 0, 400],
    ])
    expect(operations[1]!.summary).toBe('new of other: there are no calls before')
  })

  it('compares rows of one batch, and what else is measured than durations', () => {
    const draws = drawsOf(8)
    const rows = [...calls(draws), ...calls(draws, { factor: 3 })]
    const columns = columnsOf(rows)
    const half = rows.length / 2
    const select = (from: number) => Uint32Array.from({ length: half }, (_, i) => from + i)
    const [before, after] = [select(0), select(half)]
    expect(compareSpans({ columns, rows: before }, { columns, rows: after }).verdict).toBe(
      'regressed',
    )
    const milliseconds = columns.durationMs.map((_, row) => 1 + (row % 7))
    expect(
      compareSpans({ columns, rows: before, milliseconds }, { columns, rows: after, milliseconds })
        .verdict,
    ).toBe('no_difference')
  })

  it('answers the same whatever the order of rows, and only what JSON can carry', () => {
    const draws = drawsOf(9)
    const [a, b] = [calls(draws), calls(draws, { factor: 2, failing: 0.3 })]
    const answer = compared(a, b)
    expect(compared(shuffled(a, draws), shuffled(b, draws))).toEqual(answer)
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer)
  })

  it.each([
    [[], []],
    [[{ ms: 1 }], []],
    [[{ ms: 1 }], [{ ms: 2 }]],
  ] as [TestRow[], TestRow[]][])('has an answer for nothing: %j', (before, after) => {
    const answer = compared(before, after)
    expect(answer.verdict).toBe('too_little_data')
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer)
  })
})
