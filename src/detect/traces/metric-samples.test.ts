import { describe, expect, it } from 'vitest'

import { analyze, drawsOf, shuffled, START, type Draws, type TestRow } from './batches.fixture.ts'

const STEP = 15
const SAMPLES = 241
const SERIES = 4
const SEEDS = [1, 2, 3, 4, 5, 6]

/** How many times the usual rate a series has at a step. */
type Course = (series: number, step: number) => number

const steady: Course = () => 1
const burst: Course = (series, step) => (series === 1 && step >= 120 && step < 160 ? 4 : 1)
const stepUp: Course = (series, step) => (series === 1 && step >= 150 ? 2.5 : 1)

/**
 * What the documented script sends for rate(…[5m]) at 15 s: counted events, so neighbouring samples
 * share most of theirs; every series under one name, each with the same trace ids.
 */
function samplesOf(draws: Draws, course: Course, { zone = 0, id = 'api_' } = {}): TestRow[][] {
  return Array.from({ length: SERIES }, (_, series) => {
    const usual = 100 * Math.exp(draws.normal())
    const counts = Array.from({ length: SAMPLES + 20 }, (__, i) => {
      const mean = usual * course(series, i - 20)
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * draws.normal()))
    })
    return Array.from({ length: SAMPLES }, (__, i) => {
      const events = counts.slice(i + 1, i + 21).reduce((sum, count) => sum + count, 0)
      const trace = `${id}${START + i * STEP}`
      return { ms: (events / 300) * 1000, at: i * STEP + zone, operation: 'unknown', trace }
    })
  })
}

const byTime = (series: readonly TestRow[][]) =>
  Array.from({ length: SAMPLES }, (_, i) => series.map((rows) => rows[i]!)).flat()

describe('samples of metrics sent as traces', () => {
  it('are named as what they are, without words of latency', () => {
    const { analysis, series } = analyze(samplesOf(drawsOf(1), steady).flat())
    expect(analysis).toMatchObject({
      verdict: 'ok',
      trace_count: SERIES * SAMPLES,
      p50_latency: null,
      p95_latency: null,
      p99_latency: null,
      slow_traces: [],
      bottlenecks: [],
      structure: 'none',
    })
    expect(analysis.warnings[0]).toContain('samples of metrics')
    expect(analysis.warnings[0]).toContain('POST /api/v1/analyze/metrics')
    expect(analysis.warnings[1]).toContain('told apart by their order')
    expect(series.map(({ unit }) => unit)).toEqual(Array(SERIES).fill('as_sent'))
    expect(series.every((one) => one.series.values.length === SAMPLES)).toBe(true)
  })

  it.each([
    ['series by series', (rows: TestRow[][]) => rows.flat()],
    ['time by time', byTime],
  ])('are judged as series: steady ones are ok, sent %s', (_, order) => {
    for (const seed of SEEDS) {
      expect(analyze(order(samplesOf(drawsOf(seed), steady))).analysis.verdict).toBe('ok')
    }
  })

  it.each([
    ['a burst, series by series', burst, 'burst', (rows: TestRow[][]) => rows.flat()],
    ['a burst, time by time', burst, 'burst', byTime],
    ['a step, series by series', stepUp, 'level_shift', (rows: TestRow[][]) => rows.flat()],
    ['a step, time by time', stepUp, 'level_shift', byTime],
  ])('are judged as series: %s is found in time', (_, course, kind, order) => {
    for (const seed of SEEDS) {
      const { analysis } = analyze(order(samplesOf(drawsOf(seed), course)))
      expect(analysis.verdict).toBe('anomalous')
      const found = analysis.anomalies.find((one) => one.kind === kind)
      expect(found?.summary).toContain('(series 2 of 4)')
      // A rate over five minutes climbs for five minutes.
      const late = Date.parse(found!.start!) / 1000 - START - (kind === 'burst' ? 120 : 150) * STEP
      expect(late).toBeGreaterThanOrEqual(-2 * STEP)
      expect(late).toBeLessThanOrEqual(300)
    }
  })

  it('are found whatever the time zone of the machine that sent them', () => {
    const rows = samplesOf(drawsOf(3), burst, { zone: 5.5 * 3600 }).flat()
    const { analysis } = analyze(rows)
    expect(analysis.warnings[0]).toContain('samples of metrics')
    expect(analysis.anomalies.map(({ kind }) => kind)).toContain('burst')
  })

  it('fall back to median and highest when the order is lost', () => {
    const rows = samplesOf(drawsOf(2), burst).flat()
    const { analysis, series } = analyze(shuffled(rows, drawsOf(5)))
    expect(analysis.warnings[1]).toContain('could not be told apart')
    expect(series).toHaveLength(2)
  })

  it('of a counter are judged by their increases', () => {
    const draws = drawsOf(4)
    let total = 1e6
    const counter = Array.from({ length: SAMPLES }, (_, i) => {
      total = i === 200 ? 50 : total + 50 + 5 * draws.normal()
      return { ms: total, at: i * STEP, operation: 'jobs_total', trace: `api_${START + i * STEP}` }
    })
    const { analysis } = analyze(counter)
    expect(analysis).toMatchObject({ verdict: 'ok', anomalies: [] })
    expect(analysis.warnings.join()).toContain('jobs_total: counters')
  })

  it('are not seen in rows whose ids only number them', () => {
    const rows = samplesOf(drawsOf(1), steady)[0]!.map((row, i) => ({ ...row, trace: `t${i}` }))
    const { analysis } = analyze(rows)
    expect(analysis.p50_latency).toBeGreaterThan(0)
    expect(analysis.warnings).toEqual([])
  })

  it('says nothing of the rate of a few errors an hour, and that it says nothing', () => {
    const healthy = samplesOf(drawsOf(2), steady).flat()
    // Two errors, twenty minutes apart: each is in the window of 20 samples.
    const errorsOf = (i: number) => ((i >= 60 && i < 80) || (i >= 140 && i < 160) ? 1000 / 300 : 0)
    const rare = Array.from({ length: SAMPLES }, (_, i) => ({
      ms: errorsOf(i),
      at: i * STEP,
      operation: 'unknown',
      trace: `api_${START + i * STEP}`,
    }))
    const { analysis } = analyze([...healthy, ...rare])
    expect(analysis).toMatchObject({ verdict: 'ok', anomalies: [] })
    expect(analysis.warnings.join()).toContain('1 series look like rates of fewer than 10 events')
  })
})
