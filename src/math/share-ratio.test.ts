import { describe, expect, it } from 'vitest'

import { logShareRatio } from './share-ratio.ts'

describe('logShareRatio', () => {
  // By hand: 8·ln 2 for the side with all, 8·ln 2 for the side with none, shares pooled to a half.
  it.each([
    [[8, 0], [8, 8], 16 * Math.LN2],
    [[5, 5], [10, 10], 0],
    [[0, 0], [10, 10], 0],
    [[3, 3], [3, 3], 0],
  ] as [[number, number], [number, number], number][])(
    'of %j in %j',
    (successes, trials, expected) => {
      expect(logShareRatio(successes, trials)).toBeCloseTo(expected, 12)
    },
  )

  // The two-by-two table 10, 20, 30, 40 by hand: Σ observed · ln(observed / expected), where the
  // expected counts are 12, 18, 28, 42.
  it('is half of the G statistic', () => {
    const terms = [
      10 * Math.log(10 / 12),
      20 * Math.log(20 / 18),
      30 * Math.log(30 / 28),
      40 * Math.log(40 / 42),
    ]
    const expected = terms.reduce((sum, term) => sum + term, 0)
    expect(logShareRatio([10, 30], [30, 70])).toBeCloseTo(expected, 12)
  })

  it('is 0 without trials', () => {
    expect(logShareRatio([0, 5], [0, 10])).toBe(0)
  })
})
