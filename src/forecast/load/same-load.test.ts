import { describe, expect, it, test } from 'vitest'

import { seriesOf } from '../../../test/series.ts'
import { createRandom } from '../../math/random.ts'
import { peakOutlook } from './peak-outlook.ts'
import { queue } from './queue.fixture.ts'
import { sameLoad } from './same-load.ts'

describe('latency at the same load', () => {
  const seeds = [1, 2, 3]
  const day = 288

  it.each(seeds)('is worse by a fifth (seed %i)', (seed) => {
    const before = queue({ seed, length: 7 * day })
    const after = queue({ seed: seed + 100, length: 2 * day, base: 0.06 })
    const { verdict, ratio, pValue } = sameLoad(before, after)
    expect(verdict).toBe('regressed')
    expect(Math.abs(ratio!.value - 1.2)).toBeLessThan(0.06)
    expect(ratio!.upper - ratio!.lower).toBeLessThan(0.15)
    expect(pValue).toBeLessThan(0.02)
  })

  it.each(seeds)('is better by a fifth (seed %i)', (seed) => {
    const before = queue({ seed, length: 7 * day })
    const after = queue({ seed: seed + 100, length: 2 * day, base: 0.04 })
    expect(sameLoad(before, after).verdict).toBe('improved')
  })

  it.each(seeds)('is worse though less load hides it (seed %i)', (seed) => {
    const before = queue({ seed, length: 7 * day, load: 550 })
    const after = queue({ seed: seed + 100, length: 2 * day, load: 400, base: 0.06 })
    const { verdict, plainRatio } = sameLoad(before, after)
    expect(plainRatio).toBeLessThan(1)
    expect(verdict).toBe('regressed')
  })

  it.each(seeds)('is the same when only the load grew (seed %i)', (seed) => {
    const before = queue({ seed, length: 7 * day, load: 400 })
    const after = queue({ seed: seed + 100, length: 2 * day, load: 550 })
    const { verdict, plainRatio, ratio } = sameLoad(before, after)
    expect(plainRatio).toBeGreaterThan(1.2)
    expect(verdict).toBe('explained_by_load')
    expect(Math.abs(ratio!.value - 1)).toBeLessThan(0.05)
  })

  it('is not called different when it is not, with noise that lasts', () => {
    let called = 0
    for (let seed = 1; seed <= 30; seed++) {
      const world = { length: 500, memory: 0.9, noise: 0.2 }
      const { verdict } = sameLoad(queue({ ...world, seed }), queue({ ...world, seed: seed + 500 }))
      if (verdict === 'regressed' || verdict === 'improved') called++
    }
    expect(called).toBeLessThanOrEqual(3)
  })

  it('cannot be told for loads that were never seen', () => {
    const before = queue({ load: 200, swing: 0.2 })
    const after = queue({ load: 700, swing: 0.2, seed: 9 })
    expect(sameLoad(before, after)).toMatchObject({ verdict: 'too_little_data', ratio: undefined })
  })

  it('cannot be told from an hour', () => {
    expect(sameLoad(queue(), queue({ length: 12 })).verdict).toBe('too_little_data')
  })
})

describe('peaks to come', () => {
  /** Twelve weeks of hours: nights and days, and growth by week. */
  function traffic(growth: number, seed = 1) {
    const random = createRandom(seed)
    const values = Array.from({ length: 12 * 168 }, (_, hour) => {
      const day = 1 + 0.5 * Math.sin((2 * Math.PI * hour) / 24)
      return 100 * growth ** (hour / 168) * day * (0.95 + 0.1 * random())
    })
    return seriesOf(values, { step: 3600 })
  }
  const WEEK = 604_800
  const outlook = (growth: number, safe: number, weeks: number) =>
    peakOutlook({
      load: traffic(growth),
      safe: Float64Array.of(safe),
      horizonSeconds: weeks * WEEK,
    })!

  // 150·1.0475 (noise) · 1.03^12 = 224 now; 280 lies 7.6 weeks of 3 % ahead.
  it('grow until they are too high', () => {
    const { growth, probability, breach_seconds, period } = outlook(1.03, 280, 12)
    expect(period).toBe(WEEK)
    expect(growth).toBeCloseTo(1.03, 2)
    expect(probability).toBeGreaterThan(0.95)
    expect(Math.abs(breach_seconds.p50! / WEEK - 7.5)).toBeLessThan(2)
  })

  it('do not within a shorter time, nor without growth', () => {
    expect(outlook(1.03, 280, 4).probability).toBeLessThan(0.05)
    expect(outlook(1, 220, 12).probability).toBeLessThan(0.05)
  })

  it('are looked at by day with less than four weeks', () => {
    const { labels, timestamps, values } = traffic(1.2)
    const short = {
      labels,
      timestamps: timestamps.slice(0, 14 * 24),
      values: values.slice(0, 14 * 24),
    }
    const found = peakOutlook({ load: short, safe: Float64Array.of(400), horizonSeconds: WEEK })!
    expect(found.period).toBe(86_400)
    expect(found.growth ** 7).toBeCloseTo(1.2, 1)
  })

  test('need a week', () => {
    const { labels, timestamps, values } = traffic(1)
    const short = { labels, timestamps: timestamps.slice(0, 100), values: values.slice(0, 100) }
    expect(
      peakOutlook({ load: short, safe: Float64Array.of(4), horizonSeconds: WEEK }),
    ).toBeUndefined()
  })
})
