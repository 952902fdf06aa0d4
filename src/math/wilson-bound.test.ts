import { expect, test } from 'vitest'
import { wilsonLowerBound } from './wilson-bound.ts'

test.each([
  // Newcombe 1998, table I: Wilson's score method.
  [81, 263, 0.2553],
  [15, 148, 0.0624],
  [0, 20, 0],
  // By hand: n / (n + 1.96²).
  [29, 29, 0.88303],
])('of %d in %d at least %d', (hits, trials, bound) => {
  expect(wilsonLowerBound(hits, trials)).toBeCloseTo(bound, 4)
})

test('nothing tried promises nothing', () => {
  expect(wilsonLowerBound(0, 0)).toBe(0)
})
