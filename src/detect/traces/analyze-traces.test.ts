import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { analyze, drawsOf, shuffled, START, type Draws, type TestRow } from './batches.fixture.ts'

const ROWS = 240
const STEP = 15
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]

type Batch = (draws: Draws) => TestRow[]

/** 240 rows of one operation, 15 seconds apart. */
const course =
  (duration: (i: number, draws: Draws) => number): Batch =>
  (draws) =>
    Array.from({ length: ROWS }, (_, i) => ({
      ms: Math.max(0, duration(i, draws)),
      at: i * STEP,
      trace: `t${i}`,
    }))

/** Rows whose operation and duration depend on their number. */
const mix =
  (length: number, row: (i: number, draws: Draws) => Omit<TestRow, 'at'>): Batch =>
  (draws) =>
    Array.from({ length }, (_, i) => ({ ...row(i, draws), at: i * STEP, trace: `t${i}` }))

const usual = (draws: Draws) => 100 + 10 * draws.normal()
const season = (i: number, rows: number) => 200 + 100 * Math.sin((2 * Math.PI * i) / rows)
const slowAmongFast = (slow: Record<number, number>) =>
  mix(ROWS, (i, draws) => ({
    operation: slow[i % 10] === undefined ? `GET /${i % 10}` : `S${slow[i % 10]}`,
    ms: (slow[i % 10] ?? 20) * (1 + 0.1 * draws.normal()),
  }))

const HEALTHY: Record<string, Batch> = {
  'flat noise': course((_, draws) => usual(draws)),
  'very little noise': course((_, draws) => 100 + draws.normal()),
  'a constant': course(() => 5),
  'a season of 60 rows': course((i, draws) => season(i, 60) + 5 * draws.normal()),
  'a season of 24 rows': course((i, draws) => season(i, 24) + 10 * draws.normal()),
  'a season seen once': course((i, draws) => season(i, ROWS) + 5 * draws.normal()),
  'a naturally slow service beside a fast one': mix(ROWS, (i, draws) =>
    i % 2 === 0
      ? { service: 'b', operation: 'batch', ms: 5000 + 100 * draws.normal() }
      : { service: 'a', operation: 'web', ms: 50 + 5 * draws.normal() },
  ),
  'operations that differ by nature': mix(600, (i, draws) => ({
    operation: `op${i % 8}`,
    ms: 3 * 2.5 ** (i % 8) * Math.exp(0.3 * draws.normal()),
  })),
  'a steady share of errors': (draws) =>
    course(() => usual(draws))(draws).map((row) => ({ ...row, failed: draws.uniform() < 0.05 })),
}

interface Fault {
  readonly batch: Batch
  readonly operation: string
  readonly kind: string
  /** The row that should be named, or rows of which the listed ones should be. */
  readonly slow?: (row: number) => boolean
}

const FAULTS: Record<string, Fault> = {
  'one spike of ten times': {
    batch: course((i, draws) => (i === 200 ? 1000 : usual(draws))),
    operation: 'op',
    kind: 'spike',
    slow: (row) => row === 200,
  },
  'a burst of thirty rows': {
    batch: course((i, draws) => (i >= 100 && i < 130 ? 10 : 1) * usual(draws)),
    operation: 'op',
    kind: 'burst',
    slow: (row) => row >= 100 && row < 130,
  },
  'a level shift to double at half': {
    batch: course((i, draws) => usual(draws) + (i >= 120 ? 100 : 0)),
    operation: 'op',
    kind: 'level_shift',
    slow: (row) => row >= 120,
  },
  'a level shift in the last tenth': {
    batch: course((i, draws) => usual(draws) + (i >= 216 ? 900 : 0)),
    operation: 'op',
    kind: 'level_shift',
    slow: (row) => row >= 216,
  },
  'a slow drift to three times': {
    batch: course((i, draws) => usual(draws) + (200 * i) / ROWS),
    operation: 'op',
    kind: 'drift',
  },
  'an anomaly in the trough of a season': {
    batch: course((i, draws) => (i === 165 ? 250 : season(i, 60) + 5 * draws.normal())),
    operation: 'op',
    kind: 'spike',
    slow: (row) => row === 165,
  },
  'an outage of twenty rows at zero': {
    batch: course((i, draws) => (i >= 150 && i < 170 ? 0 : usual(draws))),
    operation: 'op',
    kind: 'drop',
  },
  'an outage of twenty missing rows': {
    batch: (draws) => course(() => usual(draws))(draws).filter((_, i) => i < 150 || i >= 170),
    operation: 'op',
    kind: 'silence',
  },
  'a slow operation among nine fast ones': {
    batch: slowAmongFast({ 9: 2000 }),
    operation: 'S2000',
    kind: 'slow_operation',
    slow: (row) => row % 10 === 9,
  },
  'a slow operation with half a percent of the rows': {
    batch: mix(2000, (i, draws) => ({
      operation: i % 200 === 77 ? 'SLOW' : `GET /${draws.between(0, 19)}`,
      ms: (i % 200 === 77 ? 2000 : 20) * (1 + 0.1 * draws.normal()),
    })),
    operation: 'SLOW',
    kind: 'slow_operation',
    slow: (row) => row % 200 === 77,
  },
  'the slower of two slow operations': {
    batch: slowAmongFast({ 8: 300, 9: 2000 }),
    operation: 'S2000',
    kind: 'slow_operation',
  },
  'the faster of two slow operations': {
    batch: slowAmongFast({ 8: 300, 9: 2000 }),
    operation: 'S300',
    kind: 'slow_operation',
  },
  'a service that became five times slower beside a naturally slow one': {
    batch: mix(ROWS, (i, draws) =>
      i % 2 === 0
        ? { service: 'b', operation: 'batch', ms: 5000 + 100 * draws.normal() }
        : { service: 'a', operation: 'web', ms: (i > 160 ? 5 : 1) * (50 + 5 * draws.normal()) },
    ),
    operation: 'web',
    kind: 'level_shift',
    slow: (row) => row % 2 === 1 && row > 160,
  },
  'a tenth of the calls thirty times slower': {
    batch: course((_, draws) =>
      draws.uniform() < 0.1 ? 3000 + 100 * draws.normal() : usual(draws),
    ),
    operation: 'op',
    kind: 'bimodal_tail',
  },
  'a burst of errors': {
    batch: (draws) =>
      course(() => usual(draws))(draws).map((row, i) => ({
        ...row,
        failed: draws.uniform() < (i >= 150 && i < 170 ? 0.8 : 0.01),
      })),
    operation: 'op',
    kind: 'error_burst',
  },
  'an operation that always fails where others do not': {
    batch: mix(ROWS, (i, draws) => ({
      operation: i % 4 === 0 ? 'broken' : `op${i % 4}`,
      ms: usual(draws),
      failed: i % 4 === 0 && draws.uniform() < 0.5,
    })),
    operation: 'broken',
    kind: 'error_burst',
  },
  'a spike in an operation of a few rows': {
    batch: mix(ROWS, (i, draws) => ({
      operation: `op${i % 24}`,
      ms: (20 + 10 * (i % 24)) * (1 + 0.1 * draws.normal()) * (i === 200 ? 20 : 1),
    })),
    operation: 'op8',
    kind: 'spike',
    slow: (row) => row === 200,
  },
}

describe('analyzeTraces', () => {
  it.each(Object.entries(HEALTHY))('finds nothing wrong in %s', (_, batch) => {
    for (const seed of SEEDS) {
      const { analysis } = analyze(batch(drawsOf(seed)))
      expect({ seed, verdict: analysis.verdict, anomalies: analysis.anomalies }).toEqual({
        seed,
        verdict: 'ok',
        anomalies: [],
      })
      expect(analysis.slow_traces).toEqual([])
    }
  })

  it.each(Object.entries(FAULTS))('names %s', (_, { batch, operation, kind, slow }) => {
    for (const seed of SEEDS) {
      const { analysis } = analyze(batch(drawsOf(seed)))
      const found = analysis.anomalies.map((one) => `${one.operation} ${one.kind}`)
      expect({ seed, verdict: analysis.verdict }).toEqual({ seed, verdict: 'anomalous' })
      expect({ seed, found }).toEqual({
        seed,
        found: expect.arrayContaining([`${operation} ${kind}`]),
      })
      if (slow === undefined) continue
      const rows = analysis.slow_traces.map(({ trace_id }) => Number(trace_id.slice(1)))
      expect(rows.length).toBeGreaterThan(0)
      expect(rows.length).toBeLessThanOrEqual(10)
      expect(rows.filter((row) => !slow(row))).toEqual([])
    }
  })

  it('does not accuse a naturally slow service beside one that became slow', () => {
    const { batch } = FAULTS['a service that became five times slower beside a naturally slow one']!
    for (const seed of SEEDS) {
      const { anomalies } = analyze(batch(drawsOf(seed))).analysis
      expect(anomalies.filter(({ service }) => service === 'b')).toEqual([])
    }
  })

  it('tells when, how much and in a sentence', () => {
    const { batch } = FAULTS['a burst of thirty rows']!
    const [burst] = analyze(batch(drawsOf(1))).analysis.anomalies
    expect(burst).toMatchObject({
      start: '2025-11-22T10:25:00.000Z',
      end: '2025-11-22T10:32:15.000Z',
      observed: expect.closeTo(1000, -2),
      expected: expect.closeTo(100, -1),
      effect: expect.closeTo(10, 0),
    })
    expect(burst!.summary).toMatch(
      /^op of api took \d+ ms in 30 calls between 10:25 and 10:32, usually \d+(\.\d)? ms \([\d.]+ times\)$/,
    )
    expect(burst!.q_value).toBeLessThan(0.005)
  })

  it.each(['one spike of ten times', 'a burst of thirty rows', 'a slow drift to three times'])(
    'answers the same whatever the order of the rows: %s',
    (name) => {
      const rows = FAULTS[name]!.batch(drawsOf(3))
      const mixed = analyze(shuffled(rows, drawsOf(99))).analysis
      expect(mixed).toEqual(analyze(rows).analysis)
    },
  )

  it.each([
    ['one spike of ten times', 'spike'],
    ['a tenth of the calls thirty times slower', 'bimodal_tail'],
    ['a slow operation among nine fast ones', 'slow_operation'],
  ])('finds without any times: %s', (name, kind) => {
    const rows = FAULTS[name]!.batch(drawsOf(2)).map((row) => ({ ...row, at: NaN }))
    const { analysis } = analyze(rows)
    expect(analysis.anomalies.map((one) => one.kind)).toContain(kind)
    expect(analysis.anomalies[0]).toMatchObject({ start: null, end: null })
    expect(analysis.window).toEqual({ start: null, end: null })
    expect(analysis.warnings.join()).toContain('no row has a time')
  })

  it('lists the worst traces first, with what was expected', () => {
    const batch = course((i, draws) => (i === 50 ? 900 : i === 180 ? 4000 : usual(draws)))
    const { slow_traces } = analyze(batch(drawsOf(1))).analysis
    expect(slow_traces.map(({ trace_id }) => trace_id)).toEqual(['t180', 't50'])
    expect(slow_traces[0]).toMatchObject({
      service: 'api',
      operation: 'op',
      duration_ms: 4000,
      timestamp: '2025-11-22T10:45:00.000Z',
      expected_ms: expect.closeTo(100, -1),
    })
    expect(slow_traces[0]!.score).toBeGreaterThan(slow_traces[1]!.score)
  })

  it('gives no verdict on fewer than twenty rows', () => {
    const { analysis } = analyze(
      Array.from({ length: 19 }, (_, i) => ({ ms: i === 7 ? 9000 : 100, at: i })),
    )
    expect(analysis).toMatchObject({ verdict: 'insufficient_data', anomalies: [], trace_count: 19 })
    expect(analysis.warnings).toEqual(['19 rows are too few for a verdict; 20 are needed'])
  })

  it.each([
    [[], undefined, 'no rows were sent: nothing was analysed'],
    [[{ ms: 1 }], 'nobody', 'no row is of the service "nobody": nothing was analysed'],
  ] as [TestRow[], string | undefined, string][])(
    'tells nothing sent from nothing wrong',
    (rows, serviceName, warning) => {
      const { analysis } = analyze(rows, serviceName)
      expect(analysis).toMatchObject({
        verdict: 'insufficient_data',
        trace_count: 0,
        p50_latency: null,
        p95_latency: null,
        p99_latency: null,
        window: { start: null, end: null },
        bottlenecks: [],
        operations: [],
      })
      expect(analysis.warnings).toEqual([warning])
    },
  )

  it('looks only at the service that is asked for', () => {
    const { batch } = FAULTS['a service that became five times slower beside a naturally slow one']!
    const { analysis } = analyze(batch(drawsOf(1)), 'b')
    expect(analysis).toMatchObject({ verdict: 'ok', trace_count: 120 })
    expect(analysis.operations.map(({ service }) => service)).toEqual(['b'])
  })

  // numpy.percentile(range(100, 120), [50, 95, 99]) = [109.5, 118.05, 118.81]
  it('interpolates quantiles as NumPy does', () => {
    const { analysis } = analyze(Array.from({ length: 20 }, (_, i) => ({ ms: 119 - i, at: i })))
    expect(analysis.p50_latency).toBeCloseTo(109.5, 10)
    expect(analysis.p95_latency).toBeCloseTo(118.05, 10)
    expect(analysis.p99_latency).toBeCloseTo(118.81, 10)
  })

  it.each([
    [99, false, false],
    [100, true, false],
    [499, true, false],
    [500, true, true],
  ])('of %d rows of an operation tells p95: %s, p99: %s', (length, p95, p99) => {
    const rows = Array.from({ length }, (_, i) => ({ ms: 1 + i, at: i }))
    const [operation] = analyze(rows).analysis.operations
    expect(operation!.p95_ms !== null).toBe(p95)
    expect(operation!.p99_ms !== null).toBe(p99)
    expect(operation!.p50_ms).toBe((length + 1) / 2)
  })

  it('hands on the course of an operation for forecasts', () => {
    const { series } = analyze(course(() => 5)(drawsOf(1)))
    expect(series).toHaveLength(1)
    const [{ operation, unit, series: columns }] = series as [(typeof series)[0]]
    expect([operation, unit]).toEqual(['op', 'milliseconds'])
    expect(columns.values.every((value) => value === 5)).toBe(true)
    expect(columns.timestamps[0]).toBeGreaterThanOrEqual(START)
    expect(columns.timestamps.at(-1)).toBeLessThanOrEqual(START + ROWS * STEP)
    expect(columns.values.length).toBeGreaterThanOrEqual(100)
  })

  it('writes only what JSON can carry', () => {
    for (const { batch } of Object.values(FAULTS)) {
      const { analysis } = analyze(batch(drawsOf(1)))
      expect(JSON.parse(JSON.stringify(analysis))).toEqual(analysis)
    }
  })

  it('has an answer for anything, whatever its order', () => {
    const number = fc.oneof(
      fc.constantFrom(0, 1, 5, 5e-324, 1e-9, 1e6, 1e30, 1e100),
      fc.double({ min: 0, max: 1e4, noNaN: true }),
    )
    const odd: fc.Arbitrary<TestRow> = fc.record({
      ms: number,
      at: fc.oneof(fc.constantFrom(NaN, 0, 0, 1e9, -1e9, 1e12), fc.integer({ min: 0, max: 500 })),
      operation: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
      trace: fc.constantFrom('x', 'y', '', 'api_1763805600', 'api_1763805700'),
      span: fc.nat(5),
      parent: fc.nat(5),
      failed: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(odd, { maxLength: 150 }), fc.nat(), (rows, seed) => {
        const { analysis } = analyze(rows)
        expect(JSON.parse(JSON.stringify(analysis))).toEqual(analysis)
        expect(analyze(shuffled(rows, drawsOf(seed))).analysis.verdict).toBe(analysis.verdict)
      }),
      { numRuns: 200 },
    )
  })
})
