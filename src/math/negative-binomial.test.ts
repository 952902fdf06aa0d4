import { expect, test } from 'vitest'
import { incompleteBeta, logGamma } from './incomplete-beta.ts'
import { negativeBinomialTail, negativeBinomialZero } from './negative-binomial.ts'

/** By adding up the probabilities below `count` from the recurrence of the distribution. */
function tailBySum(count: number, mean: number, dispersion: number): number {
  const r = 1 / dispersion
  const p = r / (r + mean)
  let term = p ** r
  let below = 0
  for (let i = 0; i < count; i++) {
    below += term
    term *= ((r + i) / (i + 1)) * (1 - p)
  }
  return 1 - below
}

test.each([
  [1, 0.5, 0.2],
  [3, 2, 0.5],
  [10, 2.5, 0.4],
  [40, 12, 1.5],
  [400, 300, 0.02],
  [2, 9, 4],
])('P(X >= %d) with mean %d and dispersion %d is the sum', (count, mean, dispersion) => {
  expect(negativeBinomialTail(count, mean, dispersion)).toBeCloseTo(
    tailBySum(count, mean, dispersion),
    10,
  )
})

test('keeps tiny tails and sure things', () => {
  expect(negativeBinomialTail(200, 1, 0.1)).toBeGreaterThan(0)
  expect(negativeBinomialTail(200, 1, 0.1)).toBeLessThan(1e-40)
  expect(negativeBinomialTail(0, 5, 0.5)).toBe(1)
})

test('zero is what is left of the tail', () => {
  expect(negativeBinomialZero(3, 0.7)).toBeCloseTo(1 - negativeBinomialTail(1, 3, 0.7), 12)
})

test('log gamma gives factorials', () => {
  expect(logGamma(1)).toBeCloseTo(0, 13)
  expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 11)
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 13)
})

test('incomplete beta gives the closed forms of small parameters', () => {
  expect(incompleteBeta(0.3, 1, 1)).toBeCloseTo(0.3, 13)
  expect(incompleteBeta(0.3, 2, 1)).toBeCloseTo(0.09, 13)
  expect(incompleteBeta(0.3, 1, 3)).toBeCloseTo(1 - 0.7 ** 3, 13)
})
