import { describe, expect, it } from 'vitest'

import { median, medianAbsoluteDeviation } from './median.ts'
import { quantileSorted } from './quantile.ts'

describe('median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[NaN, 7, Infinity], 7],
  ])('of %j is %d', (values, expected) => {
    expect(median(Float64Array.from(values))).toBe(expected)
  })

  it('of nothing is NaN', () => {
    expect(median(new Float64Array())).toBeNaN()
  })
})

describe('medianAbsoluteDeviation', () => {
  // By hand: the median is 3, |x - 3| is 2 1 0 1 97, whose median is 1.
  it('is scaled to the standard deviation of normal data', () => {
    expect(medianAbsoluteDeviation(Float64Array.of(1, 2, 3, 4, 100))).toBeCloseTo(1.4826, 6)
  })
})

describe('quantileSorted', () => {
  // numpy.quantile([1, 2, 4, 8], [0.1, 0.5, 0.95]) = [1.3, 3., 7.4]
  it.each([
    [0.1, 1.3],
    [0.5, 3],
    [0.95, 7.4],
    [1, 8],
  ])('agrees with NumPy at %d', (p, expected) => {
    expect(quantileSorted(Float64Array.of(1, 2, 4, 8), p)).toBeCloseTo(expected, 12)
  })
})
