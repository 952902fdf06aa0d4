import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { normalNoise, seriesOf } from '../../test/series.ts'
import { forecastSeries } from './forecast.ts'

/** Hourly values with a daily wave and noise that remembers. */
function daily(hours: number, seed: number): number[] {
  let memory = 0
  return normalNoise(hours, { seed }).map((shock, i) => {
    memory = 0.7 * memory + shock
    return 50 + 10 * Math.sin((2 * Math.PI * i) / 24) + memory
  })
}

const meanError = (expected: Float64Array, truth: readonly number[]) =>
  expected.reduce((sum, value, i) => sum + Math.abs(value - truth[i]!), 0) / truth.length

describe('forecastSeries', () => {
  it('continues a wave, and says how it is called and when it is', () => {
    const wave = Array.from(
      { length: 24 * 10 },
      (_, i) => 50 + 10 * Math.sin((2 * Math.PI * i) / 24),
    )
    const forecast = forecastSeries(seriesOf(wave, { step: 3600 }), { horizon: 24 })!
    expect(forecast.season).toEqual([86_400])
    expect(forecast.timestamps[0]).toBe(240 * 3600)
    expect(forecast.timestamps).toHaveLength(24)
    expect(meanError(forecast.expected, wave)).toBeLessThan(0.1)
  })

  it('beats both naive forecasts on a noisy wave', () => {
    const losses = { ours: 0, last: 0, yesterday: 0 }
    for (let seed = 1; seed <= 20; seed++) {
      const values = daily(24 * 15, seed)
      const past = values.slice(0, -24)
      const truth = values.slice(-24)
      const { expected } = forecastSeries(seriesOf(past, { step: 3600 }), { horizon: 24 })!
      losses.ours += meanError(expected, truth)
      losses.last += meanError(new Float64Array(24).fill(past.at(-1)!), truth)
      losses.yesterday += meanError(Float64Array.from(past.slice(-24)), truth)
    }
    expect(losses.ours).toBeLessThan(0.85 * losses.yesterday)
    expect(losses.ours).toBeLessThan(0.4 * losses.last)
  })

  it.each([
    ['daily waves', daily],
    ['white noise', (hours: number, seed: number) => normalNoise(hours, { seed, mean: 9 })],
    [
      'exponentials of noise',
      (hours: number, seed: number) => normalNoise(hours, { seed }).map(Math.exp),
    ],
  ])('holds the truth about 19 times in 20: %s', (_, generate) => {
    let inside = 0
    let count = 0
    for (let seed = 1; seed <= 40; seed++) {
      const values = generate(24 * 15, seed)
      const { lower, upper } = forecastSeries(seriesOf(values.slice(0, -24), { step: 3600 }), {
        horizon: 24,
      })!
      values.slice(-24).forEach((value, i) => {
        inside += Number(value >= lower[i]! && value <= upper[i]!)
        count++
      })
    }
    expect(inside / count).toBeGreaterThan(0.92)
    expect(inside / count).toBeLessThan(0.99)
  })

  it('goes on from a new level', () => {
    const values = daily(24 * 12, 3).map((value, i) => (i < 200 ? value + 400 : value))
    const { expected } = forecastSeries(seriesOf(values, { step: 3600 }), { horizon: 24 })!
    expect(Math.max(...expected)).toBeLessThan(80)
  })

  it('is not impressed by one wild sample', () => {
    const values = daily(24 * 12, 3)
    const [calm, wild] = [values, values.with(150, 5000)].map((input) =>
      forecastSeries(seriesOf(input, { step: 3600 }), { horizon: 24 }),
    )
    expect(meanError(wild!.expected, [...calm!.expected])).toBeLessThan(1)
  })

  it('of a constant is that constant, surely', () => {
    const forecast = forecastSeries(seriesOf(new Float64Array(50).fill(7)), { horizon: 5 })!
    for (const column of [forecast.expected, forecast.lower, forecast.upper])
      expect([...column]).toEqual([7, 7, 7, 7, 7])
  })

  it('keeps inside the bounds', () => {
    const values = daily(24 * 10, 2).map((value) => value + 38)
    const bounds = { min: 80, max: 100 }
    const { lower, upper } = forecastSeries(seriesOf(values, { step: 3600 }), {
      horizon: 48,
      bounds,
    })!
    expect(Math.min(...lower)).toBeGreaterThanOrEqual(80)
    expect(Math.max(...upper)).toBeLessThanOrEqual(100)
  })

  it('starts after the last timestamp, whether that was a gap or not', () => {
    const values = [...daily(24 * 10, 2), NaN, NaN]
    const { timestamps } = forecastSeries(seriesOf(values, { step: 3600 }), { horizon: 3 })!
    expect([...timestamps]).toEqual([242, 243, 244].map((hour) => hour * 3600))
  })

  it('is not misled by gaps, resets of a sawtooth, nor a fresh jump', () => {
    const values = daily(24 * 14, 5)
    const gappy = values.map((value, i) => (i % 5 === 2 || (i > 100 && i < 110) ? NaN : value))
    const sawtooth = values.map((_, i) => (i % 30) * 10)
    const jumped = values.map((value, i) => (i > 24 * 14 - 6 ? value + 300 : value))
    const [whole, holes, teeth, fresh] = [values, gappy, sawtooth, jumped].map((input) =>
      forecastSeries(seriesOf(input, { step: 3600 }), { horizon: 24 }),
    )
    expect(meanError(holes!.expected, [...whole!.expected])).toBeLessThan(2)
    expect(Math.min(...teeth!.lower)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...teeth!.expected)).toBeLessThan(600)
    // Nobody knows yet whether it lasts: on average it is expected between the old level and the new.
    const average = fresh!.expected.reduce((sum, value) => sum + value / 24, 0)
    expect(average).toBeGreaterThan(45)
    expect(average).toBeLessThan(355)
  })

  it('does the same work for long histories, and takes part in none beyond four weeks of minutes', () => {
    const minutes = Array.from(
      { length: 45_000 },
      (_, i) => 50 + 10 * Math.sin((2 * Math.PI * i) / 1440) + (i < 4000 ? 1e6 : 0),
    )
    const { expected } = forecastSeries(seriesOf(minutes, { step: 60 }), { horizon: 30 })!
    const truth = Array.from(
      { length: 30 },
      (_, i) => 50 + 10 * Math.sin((2 * Math.PI * (45_000 + i)) / 1440),
    )
    expect(meanError(expected, truth)).toBeLessThan(1)
  })

  it('needs 24 samples and a step to look ahead', () => {
    expect(forecastSeries(seriesOf(daily(23, 1)), { horizon: 5 })).toBeUndefined()
    expect(forecastSeries(seriesOf(daily(24, 1)), { horizon: 5 })).toBeDefined()
    expect(forecastSeries(seriesOf(daily(99, 1)), { horizon: 0 })).toBeUndefined()
  })

  it('is finite and in order, whatever the values', () => {
    const value = fc.oneof(
      { weight: 8, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
      { weight: 1, arbitrary: fc.constantFrom(NaN, 0, 1e-12, 1e12) },
    )
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 30, maxLength: 120 }),
        fc.integer({ min: 1, max: 90 }),
        (values, horizon) => {
          const forecast = forecastSeries(seriesOf(values, { step: 7200 }), { horizon })
          if (!forecast) return
          const { expected, lower, upper } = forecast
          expect(expected).toHaveLength(horizon)
          for (let i = 0; i < horizon; i++) {
            expect(Number.isFinite(lower[i]!) && Number.isFinite(upper[i]!)).toBe(true)
            expect(lower[i]!).toBeLessThanOrEqual(expected[i]!)
            expect(expected[i]!).toBeLessThanOrEqual(upper[i]!)
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})
