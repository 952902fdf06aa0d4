import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { logBinomialTail } from './binomial-bound.ts'

/** P(X >= k) summed term by term. */
function exactTail(successes: number, trials: number, rate: number): number {
  let term = (1 - rate) ** trials
  let tail = 0
  for (let k = 0; k <= trials; k++) {
    if (k >= successes) tail += term
    term *= ((trials - k) / (k + 1)) * (rate / (1 - rate))
  }
  return tail
}

describe('logBinomialTail', () => {
  it('bounds the tail from above, and not by far', () => {
    const sizes = fc.tuple(
      fc.integer({ min: 1, max: 60 }),
      fc.nat(60),
      fc.integer({ min: 1, max: 90 }),
    )
    fc.assert(
      fc.property(sizes, ([trials, k, percent]) => {
        const successes = Math.min(k, trials)
        const rate = percent / 100
        const exact = exactTail(successes, trials, rate)
        const bound = Math.exp(logBinomialTail(successes, trials, rate))
        expect(bound).toBeGreaterThanOrEqual(exact * (1 - 1e-9))
        // The bound is loose by about the root of the number of trials; below the mean it is 1.
        const most = successes > trials * rate ? exact * 20 + 1e-12 : 1
        expect(bound).toBeLessThanOrEqual(most)
      }),
    )
  })

  // By hand: all of 3 at a rate of 0.1 is 0.1³; here the bound is exact.
  it('is exact for all of them', () => {
    expect(Math.exp(logBinomialTail(3, 3, 0.1))).toBeCloseTo(0.001, 12)
  })

  it('is 0 for no more than the rate promises', () => {
    expect(logBinomialTail(1, 10, 0.1)).toBe(0)
    expect(logBinomialTail(0, 10, 0.1)).toBe(0)
  })
})
