import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { normalNoise, seriesOf } from '../../../../test/series.ts'
import { createRandom } from '../../../math/random.ts'
import { breachOf } from './breach.ts'
import type { Answer } from '../question.ts'

const HOUR = 3600

/** Hourly load with a daily wave and noise that remembers. */
function load(hours: number, seed: number): number[] {
  let memory = 0
  return normalNoise(hours, { seed }).map((shock, i) => {
    memory = 0.8 * memory + 2 * shock
    return 50 + 10 * Math.sin((2 * Math.PI * i) / 24) + memory
  })
}

describe('breachOf', () => {
  it('is better calibrated than how often it happened before', () => {
    const questions: { said: number; usual: number; came: number }[] = []
    for (let seed = 1; seed <= 150; seed++) {
      // Cut at another hour of the day each time: what comes depends on it.
      const now = 24 * 12 + (seed % 24)
      const values = load(now + 6, seed)
      const past = values.slice(0, now)
      const threshold = past.toSorted((a, b) => a - b)[Math.floor(0.95 * now)]!
      if (past.at(-1)! >= threshold) continue
      const { probability } = breachOf(seriesOf(past, { step: HOUR }), {
        threshold,
        direction: 'up',
        horizonSeconds: 6 * HOUR,
        seed,
      })!
      const windows = Array.from({ length: now - 6 }, (_, i) =>
        Number(Math.max(...past.slice(i, i + 6)) >= threshold),
      )
      questions.push({
        said: probability,
        usual: windows.reduce((a, b) => a + b) / windows.length,
        came: Number(Math.max(...values.slice(now)) >= threshold),
      })
    }
    const brier = (of: 'said' | 'usual') =>
      questions.reduce((sum, q) => sum + (q[of] - q.came) ** 2, 0) / questions.length
    const meanOf = (of: 'said' | 'came') =>
      questions.reduce((sum, q) => sum + q[of], 0) / questions.length
    expect(brier('said')).toBeLessThan(0.85 * brier('usual'))
    expect(Math.abs(meanOf('said') - meanOf('came'))).toBeLessThan(0.08)
  })

  it('is 1, now, once the threshold is reached', () => {
    for (const direction of ['up', 'down'] as const) {
      const answer = breachOf(seriesOf([...load(99, 1), 70]), {
        threshold: 70,
        direction,
        horizonSeconds: 60,
      })
      expect(answer).toEqual({
        probability: 1,
        breach_seconds: { p10: 0, p50: 0, p90: 0 },
        model: 'ensemble',
      })
    }
  })

  it('is 0 beyond the bounds', () => {
    const options = {
      threshold: 101,
      direction: 'up',
      horizonSeconds: HOUR,
      bounds: { max: 100 },
    } as const
    expect(breachOf(seriesOf(load(99, 1)), options)).toMatchObject({
      probability: 0,
      breach_seconds: { p10: null },
    })
  })

  it('of a constant is small, and not for ever', () => {
    const answer = breachOf(seriesOf(new Float64Array(200).fill(5)), {
      threshold: 6,
      direction: 'up',
      horizonSeconds: 600,
    })!
    expect(answer.probability).toBeLessThan(0.05)
    expect(answer.probability).toBeGreaterThan(0)
  })

  it('knows the hour at which it comes', () => {
    // A sharp peak from hour 12 to 14 of each day; now it is six in the morning.
    const values = Array.from({ length: 24 * 10 + 6 }, (_, i) =>
      i % 24 >= 12 && i % 24 <= 14 ? 90 : 40,
    )
    const noise = normalNoise(values.length, { seed: 2 })
    const answer = breachOf(
      seriesOf(
        values.map((v, i) => v + noise[i]!),
        { step: HOUR },
      ),
      { threshold: 80, direction: 'up', horizonSeconds: 12 * HOUR },
    )!
    expect(answer.probability).toBeGreaterThan(0.8)
    // The sample of hour 12 is the seventh from now.
    expect(answer.breach_seconds.p50).toBe(7 * HOUR)
  })

  it('expects a job that only sometimes runs at its hour, not at others', () => {
    // At two in the morning, in half of all nights, one hour of high load; else it is quiet.
    const random = createRandom(5)
    const noise = normalNoise(24 * 30, { seed: 6 })
    const values = noise.map((shock, i) => (i % 24 === 2 && random() < 0.5 ? 90 : 40) + shock)
    const ask = (hour: number) =>
      breachOf(seriesOf(values.slice(0, 24 * 28 + hour), { step: HOUR }), {
        threshold: 80,
        direction: 'up',
        horizonSeconds: 4 * HOUR,
      })!.probability
    expect(ask(0)).toBeGreaterThan(5 * ask(10))
    expect(ask(10)).toBeLessThan(0.02)
  })

  it('gives a higher threshold hardly ever more, and a longer horizon hardly ever less', () => {
    const series = seriesOf(load(24 * 12 + 7, 3), { step: HOUR })
    const ask = (threshold: number, hours: number) =>
      breachOf(series, { threshold, direction: 'up', horizonSeconds: hours * HOUR })!.probability
    const higher = [62, 64, 66, 68, 70, 75, 90].map((threshold) => ask(threshold, 12))
    const longer = [1, 2, 4, 8, 16, 24].map((hours) => ask(66, hours))
    const rises = (list: number[]) => list.slice(1).map((value, i) => value - list[i]!)
    expect(Math.max(...rises(higher))).toBeLessThan(0.02)
    expect(Math.min(...rises(longer))).toBeGreaterThan(-0.02)
    expect(higher[0]!).toBeGreaterThan(5 * higher.at(-1)!)
    expect(longer.at(-1)!).toBeGreaterThan(5 * longer[0]!)
  })

  it('mirrors', () => {
    const values = load(24 * 10, 5)
    const up = breachOf(seriesOf(values, { step: HOUR }), {
      threshold: 65,
      direction: 'up',
      horizonSeconds: 6 * HOUR,
    })
    const down = breachOf(
      seriesOf(
        values.map((v) => -v),
        { step: HOUR },
      ),
      { threshold: -65, direction: 'down', horizonSeconds: 6 * HOUR },
    )
    expect(down).toEqual(up)
  })

  it('needs 24 samples, a horizon and a threshold', () => {
    const options = { threshold: 90, direction: 'up', horizonSeconds: HOUR } as const
    expect(breachOf(seriesOf(load(23, 1)), options)).toBeUndefined()
    expect(breachOf(seriesOf(load(24, 1)), { ...options, horizonSeconds: 300 })).toBeDefined()
    // Twenty-four minutes know nothing of an hour.
    expect(breachOf(seriesOf(load(24, 1)), options)).toBeUndefined()
    expect(breachOf(seriesOf(load(99, 1)), { ...options, horizonSeconds: 0 })).toBeUndefined()
    expect(breachOf(seriesOf(load(99, 1)), { ...options, threshold: NaN })).toBeUndefined()
  })

  it('answers the same to the same seed', () => {
    const series = seriesOf(load(300, 7), { step: HOUR })
    const options = { threshold: 66, direction: 'up', horizonSeconds: 9 * HOUR, seed: 3 } as const
    expect(breachOf(series, options)).toEqual(breachOf(series, options))
  })
})

describe('every answer', () => {
  it('is a probability with times in order, whatever the values', () => {
    const value = fc.oneof(
      { weight: 8, arbitrary: fc.double({ min: -1e3, max: 1e3, noNaN: true }) },
      { weight: 1, arbitrary: fc.constantFrom(NaN, 0, 1e9) },
    )
    const question = fc.record({
      values: fc.array(value, { minLength: 30, maxLength: 150 }),
      threshold: fc.double({ min: -2e3, max: 2e3, noNaN: true }),
      direction: fc.constantFrom('up' as const, 'down' as const),
      horizonSeconds: fc.integer({ min: 1, max: 100_000 }),
    })
    fc.assert(
      fc.property(question, ({ values, ...options }) => {
        const answer = breachOf(seriesOf(values), options)
        expect(answer ? faultsOf(answer, options.horizonSeconds + 60) : []).toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})

function faultsOf({ probability, breach_seconds }: Answer, horizon: number): string[] {
  const { p10, p50, p90 } = breach_seconds
  const times = [p10, p50, p90].map((time) => time ?? Infinity)
  const known = times.filter(Number.isFinite)
  const faults = {
    'no probability': !(probability >= 0 && probability <= 1),
    'out of order': !(times[0]! <= times[1]! && times[1]! <= times[2]!),
    'out of the horizon': known.some((time) => time < 0 || time > horizon),
    'null where it is expected, or not where it is not':
      known.length !== [0.1, 0.5, 0.9].filter((share) => probability >= share).length,
  }
  return Object.entries(faults).flatMap(([name, is]) => (is ? [name] : []))
}
