import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { normalNoise, seriesOf } from '../../../../test/series.ts'
import { exhaustionOf } from './exhaustion.ts'
import { predictCrossing } from '../predict-crossing.ts'
import type { CrossingOptions } from '../question.ts'

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400
const WEEK_OF_FIVE_MINUTES = 2016

/** A disk in percent: `shape` of the sample's number plus noise. */
function disk(
  length: number,
  shape: (i: number) => number,
  { seed = 1, noise = 0.3 } = {},
): number[] {
  return normalNoise(length, { seed, deviation: noise }).map((value, i) => value + shape(i))
}

const full = { threshold: 90, direction: 'up' } as const
const ask = (
  values: readonly number[],
  step: number,
  horizonSeconds: number,
  options: Partial<CrossingOptions> = {},
) => predictCrossing(seriesOf(values, { step }), { ...full, horizonSeconds, ...options })!
const seeds = Array.from({ length: 12 }, (_, i) => i + 1)

describe('what steadily fills', () => {
  it.each([
    ['an hour of minutes', 60, MINUTE],
    ['a day of five minutes', 288, 5 * MINUTE],
    ['a week of five minutes', WEEK_OF_FIVE_MINUTES, 5 * MINUTE],
    ['a week of hours', 168, HOUR],
  ])('is foreseen from %s', (_, length, step) => {
    // One percent an hour, six hours before it is full.
    const hours = (length * step) / HOUR
    let held = 0
    for (const seed of seeds) {
      const values = disk(length, (i) => 84 - hours + (i * step) / HOUR, { seed, noise: 0.05 })
      const {
        probability,
        breach_seconds: { p10, p50, p90 },
        model,
      } = ask(values, step, DAY)
      expect(model).toBe('exhaustion')
      expect(probability).toBeGreaterThan(hours < 6 ? 0.65 : 0.9)
      expect(Math.abs(p50! / (6 * HOUR) - 1)).toBeLessThan(0.25)
      held += Number(p10! <= 6 * HOUR + step && (p90 ?? Infinity) >= 6 * HOUR - step)
    }
    expect(held).toBeGreaterThanOrEqual(6)
  })

  it('is foreseen downwards as well', () => {
    const free = disk(288, (i) => 30 - i / 12, { noise: 0.05 })
    const { probability, breach_seconds } = ask(free, 5 * MINUTE, DAY, {
      threshold: 0,
      direction: 'down',
    })
    expect(probability).toBeGreaterThan(0.9)
    expect(Math.abs(breach_seconds.p50! / (6 * HOUR) - 1)).toBeLessThan(0.25)
  })

  it('beyond the horizon is not', () => {
    const values = disk(WEEK_OF_FIVE_MINUTES, (i) => 20 + i / 144)
    expect(ask(values, 5 * MINUTE, 4 * DAY).probability).toBeLessThan(0.05)
  })

  it('is foreseen again after one cleanup', () => {
    for (const seed of seeds) {
      // Half a percent an hour; emptied twelve hours ago at 80, six hours before it is full again.
      const values = disk(
        WEEK_OF_FIVE_MINUTES,
        (i) => (i < 1872 ? 2 + i / 24 : 87 + (i - 2016) / 24),
        { seed },
      )
      const { probability, breach_seconds } = ask(values, 5 * MINUTE, DAY)
      expect(probability).toBeGreaterThan(0.9)
      expect(Math.abs(breach_seconds.p50! / (6 * HOUR) - 1)).toBeLessThan(0.25)
    }
  })

  it('is foreseen 40 minutes after it began, following seven flat days', () => {
    for (const seed of seeds) {
      // A quarter percent a minute since 40 minutes: at 60 now, full in two hours.
      const values = disk(10_080, (i) => 50 + 0.25 * Math.max(0, i - 10_039), { seed })
      const { probability, breach_seconds, model } = ask(values, MINUTE, 6 * HOUR)
      expect(model).toBe('exhaustion')
      expect(probability).toBeGreaterThan(0.75)
      expect(Math.abs(breach_seconds.p50! / (2 * HOUR) - 1)).toBeLessThan(0.25)
    }
  })
})

const tooth = (period: number, i: number) => 60 + (20 * (i % period)) / period

describe('no alarm', () => {
  it.each([
    ['a flat disk with noise', 2016, () => 60],
    ['a flat disk close to the limit', 2016, () => 86],
    ['a daily rotation', 2016, (i: number) => tooth(288, i)],
    ['a rotation each nine hours, in the middle of a tooth', 2016, (i: number) => tooth(108, i)],
    ['a rotation, at the top of a tooth', 2159, (i: number) => tooth(144, i)],
    ['a rotation slower than two days', 2016, (i: number) => tooth(720, i)],
    ['a daily rhythm', 2016, (i: number) => 60 + 15 * Math.sin((2 * Math.PI * i) / 288)],
    ['one large copy', 2016, (i: number) => (i < 1900 ? 40 : 70)],
    ['one large copy just now', 2016, (i: number) => (i < 2010 ? 40 : 70)],
    ['a fill that ended two days ago', 2016, (i: number) => 20 + 0.04 * Math.min(i, 1440)],
  ])('for %s', (_, length, shape) => {
    for (const seed of seeds) {
      const values = disk(length, shape, { seed })
      const options = { ...full, horizonSeconds: DAY, seed }
      expect(exhaustionOf(seriesOf(values, { step: 300 }), options)!.probability).toBeLessThan(0.2)
      expect(predictCrossing(seriesOf(values, { step: 300 }), options)!.probability).toBeLessThan(
        0.2,
      )
    }
  })

  it('for a burst such as there have been before', () => {
    const values = disk(10_080, (i) => 50 + (i % 1440 > 1399 ? 0.25 * ((i % 1440) - 1399) : 0))
    expect(ask(values, MINUTE, 6 * HOUR).probability).toBeLessThan(0.2)
  })
})

describe('predictCrossing', () => {
  it('simulates what comes and goes', () => {
    const values = disk(24 * 14, (i) => 60 + 10 * Math.sin((2 * Math.PI * i) / 24), { noise: 2 })
    expect(ask(values, HOUR, 12 * HOUR).model).toBe('ensemble')
  })

  it.each([
    [1, 'ensemble'],
    [4, 'exhaustion'],
  ])(
    'continues a trend only as far as it outgrows what strays from it: %s a day',
    (perDay, model) => {
      // Load with swings of ±4 each ten hours: 2.8 on average. Both trends are beyond doubt in 20 days.
      const load = disk(20 * 24, (i) => 20 + (perDay * i) / 24 + 4 * Math.sin(i / 1.6), {
        noise: 1,
      })
      expect(ask(load, HOUR, DAY, { threshold: load.at(-1)! + 10 }).model).toBe(model)
      expect(ask(load, HOUR, HOUR, { threshold: load.at(-1)! + 10 }).model).toBe(model)
    },
  )

  it('is sound, whatever the values', () => {
    const question = fc.record({
      walk: fc.array(fc.double({ min: -1, max: 2, noNaN: true }), {
        minLength: 24,
        maxLength: 200,
      }),
      threshold: fc.double({ min: -50, max: 300, noNaN: true }),
      direction: fc.constantFrom('up' as const, 'down' as const),
      horizonSeconds: fc.integer({ min: 1, max: 1_000_000 }),
    })
    fc.assert(
      fc.property(question, ({ walk, ...options }) => {
        let level = 0
        const values = walk.map((step) => (level += step))
        const series = seriesOf(values)
        for (const answer of [predictCrossing(series, options), exhaustionOf(series, options)]) {
          if (!answer) continue
          const { p10, p50, p90 } = answer.breach_seconds
          expect(answer.probability).toBeGreaterThanOrEqual(0)
          expect(answer.probability).toBeLessThanOrEqual(1)
          const times = [p10, p50, p90].map((time) => time ?? Infinity)
          expect(times).toEqual(times.toSorted((a, b) => a - b))
        }
      }),
      { numRuns: 60 },
    )
  })
})
