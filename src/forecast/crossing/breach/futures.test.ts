import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { normalNoise } from '../../../../test/series.ts'
import { rehearsed, simulated } from './futures.ts'

const values = Float64Array.from(
  normalNoise(24 * 10, { seed: 2 }),
  (noise, i) => 50 + 5 * Math.sin((2 * Math.PI * i) / 24) + noise,
)
const question = { values, steps: 12, seasons: { day: 24, week: 0 }, day: 24 }

describe('simulated', () => {
  it('never crosses a higher threshold sooner, nor more often', () => {
    const threshold = fc.double({ min: 45, max: 65, noNaN: true })
    fc.assert(
      fc.property(threshold, threshold, fc.integer({ min: 1, max: 99 }), (a, b, seed) => {
        const low = simulated({ ...question, threshold: Math.min(a, b) }, seed)
        const high = simulated({ ...question, threshold: Math.max(a, b) }, seed)
        expect(high.crossings.length).toBeLessThanOrEqual(low.crossings.length)
      }),
      { numRuns: 20 },
    )
  })

  it('crosses within a shorter horizon exactly as it does in a longer one', () => {
    const long = simulated({ ...question, threshold: 56 }, 7)
    const short = simulated({ ...question, threshold: 56, steps: 6 }, 7)
    expect(short.crossings).toEqual(long.crossings.filter((steps) => steps <= 6))
    expect(short.crossings.length).toBeGreaterThan(0)
  })
})

describe('rehearsed', () => {
  it('puts past errors of "as yesterday" on yesterday', () => {
    // Days of four steps; every day one higher than the day before, a spike never seen before.
    const days = Float64Array.from({ length: 24 }, (_, i) => Math.floor(i / 4))
    const asked = { values: days, steps: 4, seasons: { day: 4, week: 0 }, day: 4 }
    // Yesterday was 5 and the error is always +1: 6 is reached at once, 6.5 never.
    const reached = rehearsed({ ...asked, threshold: 6 })
    expect(reached.crossings).toEqual(Array.from({ length: reached.drawn }, () => 1))
    expect(reached.drawn).toBeGreaterThan(10)
    expect(rehearsed({ ...asked, threshold: 6.5 }).crossings).toEqual([])
  })
})
