import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { binomialTail } from './binomial-tail.ts'

/** The sum itself, term by term. */
function summed(successes: number, trials: number, rate: number): number {
  let sum = 0
  let choose = 1
  for (let k = 0; k <= trials; k++) {
    if (k >= successes) sum += choose * rate ** k * (1 - rate) ** (trials - k)
    choose = (choose * (trials - k)) / (k + 1)
  }
  return sum
}

test('is the sum of the terms', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 0, max: 40 }),
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      (trials, successes, rate) => {
        expect(binomialTail(successes, trials, rate)).toBeCloseTo(
          summed(successes, trials, rate),
          9,
        )
      },
    ),
  )
})

test('one error of three requests at a promise of 99.9 %', () => {
  expect(binomialTail(1, 3, 0.001)).toBeCloseTo(1 - 0.999 ** 3, 12)
})
