import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { normalNoise, seriesOf } from '../../../../test/series.ts'
import { livesOf, withoutCeiling, withoutFalls } from './lives.ts'
import { predictCrossing } from '../predict-crossing.ts'

const DAY = 86_400
const STEP = 900
const PER_DAY = 96

interface Given {
  /** Percent at which each past life starts and ends, and days since the last fall. */
  readonly lives: readonly (readonly [low: number, peak: number])[]
  readonly low: number
  readonly days: number
  readonly perDay: number
  readonly seed?: number
  /** Height of collections, each half an hour to an hour. */
  readonly teeth?: number
}

/** Memory in percent: it climbs by `perDay`, falls at each peak, and climbs again. */
function memory({ lives, low, days, perDay, seed = 1, teeth = 0 }: Given): number[] {
  const climb = (from: number, length: number) =>
    Array.from({ length }, (_, i) => from + (i * perDay) / PER_DAY)
  const values = [
    ...lives.flatMap(([start, peak]) =>
      climb(start, Math.round(((peak - start) / perDay) * PER_DAY)),
    ),
    ...climb(low, Math.round(days * PER_DAY)),
  ]
  const noise = normalNoise(values.length, { seed, deviation: 0.2 })
  return values.map((value, i) => value + noise[i]! + (teeth * (i % 4)) / 4)
}

const ask = (given: Given, horizonDays = 4, threshold = 95) =>
  predictCrossing(seriesOf(memory(given), { step: STEP }), {
    threshold,
    direction: 'up',
    horizonSeconds: horizonDays * DAY,
    seed: given.seed ?? 1,
  })!

const seeds = [1, 2, 3, 4, 5, 6]

describe('a leak across restarts', () => {
  // Each life went past the limit: 10 % a day from 40 to 98; now three days after a restart, at 70.
  const leak: Given = {
    lives: [
      [40, 98],
      [40, 98],
    ],
    low: 40,
    days: 3,
    perDay: 10,
  }

  it('is foreseen by the slope of all lives', () => {
    for (const seed of seeds) {
      const { probability, breach_seconds, model } = ask({ ...leak, seed })
      expect(model).toBe('leak')
      expect(probability).toBeGreaterThan(0.8)
      expect(Math.abs(breach_seconds.p50! / (2.5 * DAY) - 1)).toBeLessThan(0.15)
    }
  })

  it('is foreseen six hours after a restart, when the newest life has no slope yet', () => {
    for (const seed of seeds) {
      const { probability, breach_seconds } = ask({ ...leak, days: 0.25, seed }, 7)
      expect(probability).toBeGreaterThan(0.7)
      expect(Math.abs(breach_seconds.p50! / (5.25 * DAY) - 1)).toBeLessThan(0.2)
    }
  })

  it('is foreseen under collections', () => {
    for (const seed of seeds) {
      const { probability, model } = ask({ ...leak, teeth: 4, seed })
      expect(model).toBe('leak')
      expect(probability).toBeGreaterThan(0.8)
    }
  })

  it('is not, where it was always restarted before', () => {
    const lives = Array.from({ length: 4 }, () => [40, 80] as const)
    for (const seed of seeds) {
      const { probability, model } = ask({ ...leak, lives, seed })
      expect(model).toBe('leak')
      expect(probability).toBeLessThan(0.35)
    }
  })

  it('is foreseen again once it has passed where it was always restarted', () => {
    const lives = Array.from({ length: 4 }, () => [40, 70] as const)
    for (const seed of seeds)
      expect(ask({ ...leak, lives, days: 4.5, seed }).probability).toBeGreaterThan(0.7)
  })

  it('beyond the horizon is not', () => {
    for (const seed of seeds) expect(ask({ ...leak, seed }, 1).probability).toBeLessThan(0.1)
  })

  it('has the own slope of the only life', () => {
    const { model, probability } = ask({ ...leak, lives: [], days: 5 })
    expect(model).toBe('exhaustion')
    expect(probability).toBeGreaterThan(0.8)
  })
})

describe('lives', () => {
  it('are cut where it falls, with floors that lie on lines', () => {
    const given: Given = {
      lives: [
        [40, 80],
        [30, 80],
      ],
      low: 50,
      days: 2,
      perDay: 10,
    }
    const lives = livesOf(Float64Array.from(memory(given)))
    expect(lives.map(({ start }) => start)).toEqual([0, 4 * PER_DAY, 9 * PER_DAY])
    for (const [i, low] of [40, 30, 50].entries()) {
      expect(Math.abs(lives[i]!.low - low)).toBeLessThan(1.5)
      expect(Math.abs(lives[i]!.slope * PER_DAY - 10)).toBeLessThan(0.5)
    }
  })

  it('joined are one climb that ends as it did', () => {
    const life = fc.tuple(fc.integer({ min: 20, max: 40 }), fc.integer({ min: 70, max: 95 }))
    const given = fc.record({
      lives: fc.array(life, { minLength: 1, maxLength: 4 }),
      low: fc.integer({ min: 20, max: 40 }),
      days: fc.integer({ min: 2, max: 4 }),
      perDay: fc.constantFrom(8, 10, 12),
      seed: fc.integer({ min: 1, max: 1000 }),
    })
    fc.assert(
      fc.property(given, (one) => {
        const values = Float64Array.from(memory(one))
        const lives = livesOf(values)
        expect(lives).toHaveLength(one.lives.length + 1)
        const joined = withoutFalls(values, lives)
        const end = lives.at(-1)!.start
        expect(joined.subarray(end)).toEqual(values.subarray(end))
        const days = (values.length - 1) / PER_DAY
        expect(Math.abs((joined.at(-1)! - joined[0]!) / days / one.perDay - 1)).toBeLessThan(0.1)
      }),
      { numRuns: 50 },
    )
  })

  it.each([
    ['noise', () => 50],
    ['a climb without falls', (i: number) => 20 + i / 40],
    ['a daily wave', (i: number) => 50 + 20 * Math.sin((2 * Math.PI * i) / PER_DAY)],
    ['teeth each six hours', (i: number) => 50 + (20 * (i % 24)) / 24],
    ['a copy that is deleted again', (i: number) => (i > 500 && i < 800 ? 80 : 40)],
    ['a fall from a level', (i: number) => (i > 700 ? 30 : 70)],
  ])('has %s not', (_, shape) => {
    const noise = normalNoise(14 * PER_DAY, { seed: 5, deviation: 0.3 })
    expect(livesOf(Float64Array.from(noise, (value, i) => value + shape(i)))).toEqual([])
  })

  it.each([0, 24, 48])('has teeth not that come by a clock, some of them unseen (%i)', (phase) => {
    // A week of a rotation each 21 hours, which a daily wave hides at times.
    const shape = (i: number) =>
      60 + (7 * (i % 84)) / 84 + 3 * Math.sin((2 * Math.PI * (i + phase)) / PER_DAY)
    expect(livesOf(Float64Array.from({ length: 7 * PER_DAY }, (_, i) => shape(i)))).toEqual([])
  })

  it('has dents in one climb not: falls that take back little', () => {
    // 1.2 a day; on the sixth day a copy, deleted again after a day.
    const shape = (i: number) => 20 + i / 80 + (i > 480 && i < 576 ? 6 : 0)
    expect(livesOf(Float64Array.from({ length: 14 * PER_DAY }, (_, i) => shape(i)))).toEqual([])
  })

  it('has teeth on a climb not: where the newest starts above the end of the first', () => {
    // Up by 25 in two days and a half, back by 18 or by 24, and so on.
    const shape = (back: number) => (_: unknown, i: number) =>
      20 + (10 * i) / PER_DAY - back * Math.floor(i / (2.5 * PER_DAY))
    expect(livesOf(Float64Array.from({ length: 14 * PER_DAY }, shape(18)))).toEqual([])
    expect(livesOf(Float64Array.from({ length: 14 * PER_DAY }, shape(24)))).toHaveLength(6)
  })

  it('are the same hour after hour', () => {
    // Emptied at times that are no multiple of anything; looked at through a sliding window.
    const emptied = [411, 777, 1250]
    const values = Array.from({ length: 18 * PER_DAY }, (_, i) => {
      const since = i - (emptied.findLast((at) => at <= i) ?? 0)
      return 40 + 6 * Math.sin((2 * Math.PI * i) / PER_DAY) + (6 * since) / PER_DAY
    })
    for (let from = 0; from < 4 * PER_DAY; from += 4) {
      const lives = livesOf(Float64Array.from(values.slice(from, from + 14 * PER_DAY)))
      expect(lives.map(({ start }) => start + from)).toEqual([from, ...emptied])
    }
  })

  it('do not stand still at the ceiling', () => {
    const values = Float64Array.of(97, 99, 100, 100, 100, 60, 60)
    expect([...withoutCeiling(values, 100)]).toEqual([97, 99, 100, 60, 60])
  })
})
