import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalNoise, seriesOf } from '../../../test/series.ts'
import type { FindingDraft } from '../../model/finding.ts'
import type { Series } from '../../model/series.ts'
import { judgeSample } from './detector.ts'
import { trackFindings } from './findings.ts'
import { judgeSeries, type JudgedSeries } from './judge-series.ts'
import { createJudgement } from './judgement.ts'
import type { SignalProfile } from './profile.ts'
import { createDetectorState, decodeState, encodeState } from './state.ts'

const profile: SignalProfile = { bad: 'both', role: 'level', unit: 'none', step: 60 }

const day = (i: number) => 100 + 50 * Math.sin((2 * Math.PI * i) / 1440)
const gap = (i: number) => i >= 300 && i < 340
const keep = (_value: number, i: number) => !gap(i)

/** Three days at 60 s with a day season, gaps, a spike, a shift and a stuck stretch. */
function eventful(seed = 1): Float64Array {
  const noise = normalNoise(4320, { seed })
  return Float64Array.from(noise, (z, i) => {
    if (i % 500 > 490 || (i > 3000 && i < 3020)) return NaN
    const shift = i > 3500 ? 60 : 0
    const spike = i === 2500 ? 300 : 0
    return i > 4100 && i < 4200 ? 77.7 : 100 + 30 * Math.sin(i / 229) + 3 * z + shift + spike
  })
}

const part = ({ labels, timestamps, values }: Series, from: number, to?: number): Series => ({
  labels,
  timestamps: timestamps.slice(from, to),
  values: values.slice(from, to),
})

const columnsOf = (columns: JudgedSeries) => Object.values(columns) as Float64Array[]

describe('judgeSample', () => {
  it('never changes a judgement because of later rows', () => {
    const series = seriesOf(eventful())
    const whole = judgeSeries(series, profile).columns
    for (const cut of [40, 1700, 2501, 3600]) {
      const values = series.values.map((value, i) => (i < cut ? value : 1e6 * Math.sin(i * i)))
      const altered = judgeSeries({ ...series, values }, profile).columns
      columnsOf(altered).forEach((column, k) => {
        expect(column.slice(0, cut)).toEqual(columnsOf(whole)[k]!.slice(0, cut))
      })
    }
  })

  it('goes on from a stored state as if it had never stopped', () => {
    const series = seriesOf(eventful())
    const whole = judgeSeries(series, profile)
    for (const cut of [10, 1000, 2502, 3550]) {
      const first = judgeSeries(part(series, 0, cut), profile)
      const state = decodeState(encodeState(first.state))!
      const second = judgeSeries(part(series, cut), profile, state)
      columnsOf(whole.columns).forEach((column, k) => {
        expect(columnsOf(second.columns)[k]).toEqual(column.slice(cut))
      })
      const closed = first.findings.filter(({ end }) => end !== null)
      expect([...closed, ...second.findings]).toEqual(whole.findings)
    }
  })

  it('judges a series exactly as it judges the stream', () => {
    const series = seriesOf(eventful(2))
    const { columns, findings } = judgeSeries(series, profile)
    const state = createDetectorState()
    const out = createJudgement()
    const closed: FindingDraft[] = []
    series.timestamps.forEach((timestamp, i) => {
      judgeSample(state, { timestamp, value: series.values[i]! }, profile, out)
      trackFindings(state, out, ({ change, draft }) => {
        if (change === 'closed') closed.push(draft)
      })
      expect([out.expected, out.lower, out.upper, out.score, out.alertScore]).toEqual(
        columnsOf(columns).map((column) => column[i]),
      )
    })
    expect(findings.slice(0, closed.length)).toEqual(closed)
    expect(closed.length).toBeGreaterThan(0)
  })

  it('does not care for the unit: scaled by a power of two, all scores are the same', () => {
    const values = eventful()
    const plain = judgeSeries(seriesOf(values), profile).columns
    for (const factor of [2 ** -40, 2 ** 30]) {
      const scaled = judgeSeries(seriesOf(values.map((x) => x * factor)), profile).columns
      expect(scaled.score).toEqual(plain.score)
      expect(scaled.alertScore).toEqual(plain.alertScore)
      expect(scaled.expected).toEqual(plain.expected.map((x) => x * factor))
    }
  })

  it('does not care for scale and zero up to rounding', () => {
    const values = Float64Array.from(normalNoise(1500, { seed: 3 }), (z, i) =>
      i === 1200 ? 20 : z,
    )
    const plain = judgeSeries(seriesOf(values), profile).columns.score
    const scale = fc.double({ min: 1e-3, max: 1e3, noNaN: true })
    const shift = fc.double({ min: -1e4, max: 1e4, noNaN: true })
    fc.assert(
      fc.property(scale, shift, (a, b) => {
        const moved = judgeSeries(seriesOf(values.map((x) => a * x + b)), profile).columns.score
        moved.forEach((score, i) => expect(Math.abs(score - plain[i]!)).toBeLessThan(0.02))
      }),
      { numRuns: 20 },
    )
  })

  it('answers finite scores and an ordered band for whatever comes', () => {
    const value = fc.oneof(
      fc.double(),
      fc.constantFrom(0, 1, NaN, Infinity, -Infinity, 5e-324, -5e-324, 1e308, -1e308, 42),
      fc.integer({ min: -3, max: 3 }),
    )
    const run = fc
      .tuple(value, fc.integer({ min: 1, max: 60 }))
      .map(([x, n]) => Array.from({ length: n }, () => x))
    const values = fc.array(fc.oneof(run, fc.array(value, { maxLength: 60 })), { maxLength: 20 })
    fc.assert(
      fc.property(values, (stretches) => {
        const { columns } = judgeSeries(seriesOf(stretches.flat()), profile)
        columns.score.forEach((score, i) => {
          const alert = columns.alertScore[i]!
          expect(Number.isFinite(score) && score >= 0).toBe(true)
          expect(alert >= 0 && alert <= 1).toBe(true)
          expect(columns.lower[i]! > columns.upper[i]!).toBe(false)
        })
      }),
      { numRuns: 150 },
    )
  })

  it('survives long extremes: monotone, huge, denormal, two-valued', () => {
    const shapes: ((i: number) => number)[] = [
      (i) => i * i,
      (i) => 1e300 * Math.sin(i),
      (i) => 5e-324 * (i % 7),
      (i) => (i % 3 === 0 ? 1 : 0),
      (i) => (i < 900 ? 1e-9 * i : 1e9 * i),
    ]
    for (const shape of shapes) {
      const values = Array.from({ length: 3000 }, (_, i) => shape(i))
      const { columns } = judgeSeries(seriesOf(values), profile)
      expect(columns.score.every((score) => Number.isFinite(score) && score >= 0)).toBe(true)
    }
  })

  it('gives no verdict before some 30 rows', () => {
    const values = normalNoise(60, { seed: 5 })
    values[20] = 1000
    const { columns } = judgeSeries(seriesOf(values), profile)
    expect(Math.max(...columns.score.slice(0, 32))).toBe(0)
    expect(columns.expected.slice(0, 32).every(Number.isNaN)).toBe(true)
  })

  it('knows what a constant signal will be', () => {
    const { columns } = judgeSeries(seriesOf(Array.from({ length: 100 }, () => 42)), profile)
    expect(columns.expected[99]).toBe(42)
    expect(columns.upper[99]).toBe(42)
    expect(Math.max(...columns.score)).toBe(0)
  })

  it('keeps ordinary rows in the band and an odd one out of it', () => {
    const values = normalNoise(5000, { seed: 6, mean: 50, deviation: 2 })
    values[4990] = 80
    const { columns } = judgeSeries(seriesOf(values), profile)
    let outside = 0
    for (let i = 1000; i < 4990; i++) {
      if (values[i]! < columns.lower[i]! || values[i]! > columns.upper[i]!) outside++
    }
    expect(outside / 3990).toBeLessThan(0.02)
    expect(columns.upper[4990]).toBeLessThan(70)
    expect(columns.score[4990]).toBeGreaterThan(4)
    expect(Math.abs(columns.expected[4990]! - 50)).toBeLessThan(1)
  })

  it('learns the day, and finds what is odd only for its hour', () => {
    const values = normalNoise(1440 * 6, { seed: 7 }).map((z, i) => day(i) + 3 * z)
    const trough = 1440 * 5 + 1080
    for (let i = trough; i < trough + 10; i++) values[i] = 100
    const { columns } = judgeSeries(seriesOf(values), profile)
    expect(Math.abs(columns.expected[trough - 5]! - 50)).toBeLessThan(5)
    expect(Math.max(...columns.alertScore.slice(trough, trough + 10))).toBeGreaterThan(0.5)
  })

  it('does not take a day season from noise', () => {
    const values = normalNoise(1440 * 5, { seed: 8, mean: 10 })
    const { columns } = judgeSeries(seriesOf(values), profile)
    const late = columns.expected.slice(1440 * 4)
    expect(Math.max(...late) - Math.min(...late)).toBeLessThan(0.3)
  })

  it('alerts only in the direction that is bad, and scores both', () => {
    const fall = normalNoise(3000, { seed: 9, mean: 100 }).map((x, i) =>
      i >= 2800 && i < 2830 ? x - 50 : x,
    )
    const up = judgeSeries(seriesOf(fall), { ...profile, bad: 'up' })
    const down = judgeSeries(seriesOf(fall), { ...profile, bad: 'down' })
    expect(Math.max(...down.columns.alertScore)).toBeGreaterThan(0.5)
    expect(Math.max(...up.columns.alertScore)).toBeLessThan(0.5)
    expect(Math.max(...up.columns.score.slice(2800))).toBeGreaterThan(4)
    expect(up.findings).toEqual([])
  })

  it('does not alert for what nobody would act on', () => {
    const values = normalNoise(2000, { seed: 10, mean: 1000, deviation: 0.001 })
    for (let i = 1900; i < 2000; i++) values[i]! += 0.1
    expect(Math.max(...judgeSeries(seriesOf(values), profile).columns.alertScore)).toBe(0)
    const delay = values.map((x) => (x - 999.9) / 1000)
    const seconds: SignalProfile = { ...profile, unit: 'seconds' }
    expect(Math.max(...judgeSeries(seriesOf(delay), seconds).columns.alertScore)).toBe(0)
  })

  it('ignores duplicates and stragglers, and accepts a clock that was set back', () => {
    const series = seriesOf(normalNoise(1000, { seed: 11 }), { start: 1e6 })
    const state = judgeSeries(series, profile).state
    const before = state.bytes.slice()
    const out = createJudgement()
    judgeSample(state, { timestamp: 1e6 + 999 * 60, value: 50 }, profile, out)
    judgeSample(state, { timestamp: NaN, value: 50 }, profile, out)
    expect([out.score, out.alertScore]).toEqual([0, 0])
    const changed = state.bytes.filter((byte, i) => byte !== before[i]).length
    expect(changed).toBeLessThanOrEqual(8) // only the count of refused rows
    const again = judgeSeries(
      seriesOf(normalNoise(200, { seed: 12 }), { start: 5 }),
      profile,
      state,
    )
    expect(again.columns.expected[10]).toBeNaN()
    expect(again.columns.expected[199]).not.toBeNaN()
  })

  it('treats rows that were left out like rows without a value', () => {
    const series = seriesOf(normalNoise(600, { seed: 13 }))
    const empty = { ...series, values: series.values.map((x, i) => (gap(i) ? NaN : x)) }
    const absent = {
      ...series,
      timestamps: series.timestamps.filter(keep),
      values: series.values.filter(keep),
    }
    const late = judgeSeries(absent, profile).columns.score.slice(300)
    expect(late).toEqual(judgeSeries(empty, profile).columns.score.slice(340))
    expect(Math.max(...late)).toBeGreaterThan(0)
  })
})
