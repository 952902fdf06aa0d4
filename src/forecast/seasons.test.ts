import { describe, expect, it } from 'vitest'

import { normalNoise } from '../../test/series.ts'
import { seasonsOf } from './seasons.ts'

const DAY = 86_400
const waves = (steps: number, day: number, noise: number, seed: number) =>
  Float64Array.from(
    normalNoise(steps, { seed, deviation: noise }),
    (value, i) => value + Math.sin((2 * Math.PI * i) / day),
  )

describe('seasonsOf', () => {
  it.each([24, 288, 1440])('finds a day of %d steps in sines, clean or noisy', (day) => {
    for (const noise of [0, 0.3, 1])
      for (const days of noise < 1 ? [3, 7, 14] : [7, 14]) {
        const seasons = seasonsOf(waves(days * day, day, noise, days), DAY / day)
        expect(seasons, `${days} days, noise ${noise}`).toMatchObject({ day })
      }
  })

  it('sees none in white noise', () => {
    const found = Array.from({ length: 200 }, (_, seed) =>
      seasonsOf(Float64Array.from(normalNoise(24 * 14, { seed: seed + 1 })), 3600),
    ).filter(({ day, week }) => day || week)
    // One in a thousand by design, for day and week each.
    expect(found.length).toBeLessThanOrEqual(2)
  })

  it('seldom sees any in random walks', () => {
    const found = Array.from({ length: 100 }, (_, seed) => {
      let level = 0
      return seasonsOf(
        Float64Array.from(normalNoise(24 * 14, { seed: seed + 1 }), (v) => (level += v)),
        3600,
      )
    }).filter(({ day }) => day)
    expect(found.length).toBeLessThanOrEqual(5)
  })

  it('sees none in a constant, a straight line, or less than two and a half days', () => {
    expect(seasonsOf(new Float64Array(240).fill(0.1), 3600)).toEqual({ day: 0, week: 0 })
    expect(
      seasonsOf(
        Float64Array.from({ length: 240 }, (_, i) => 0.1 * i),
        3600,
      ),
    ).toEqual({ day: 0, week: 0 })
    expect(seasonsOf(waves(58, 24, 0, 1), 3600).day).toBe(0)
  })

  it('finds the week on top of the day, and only where there is one', () => {
    const workdays = waves(24 * 21, 24, 0.3, 3).map((v, i) => v + (i % 168 < 120 ? 2 : 0))
    expect(seasonsOf(workdays, 3600)).toEqual({ day: 24, week: 168 })
    expect(seasonsOf(waves(24 * 21, 24, 0.3, 3), 3600)).toEqual({ day: 24, week: 0 })
  })
})
