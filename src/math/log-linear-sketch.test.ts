import * as fc from 'fast-check'
import { expect, it } from 'vitest'

import { bucketOf, lowerEndOf, SKETCH_BUCKETS, SketchSum } from './log-linear-sketch.ts'
import { quantileSorted } from './quantile.ts'

it('puts a value between the ends of its bucket', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 3e7, noNaN: true }), (value) => {
      const bucket = bucketOf(value)
      // Rounding to a 32-bit float may carry a value over the end by a part in ten million.
      expect(lowerEndOf(bucket)).toBeLessThanOrEqual(value * (1 + 1e-7))
      expect(lowerEndOf(bucket + 1)).toBeGreaterThan(value * (1 - 1e-7))
      expect(lowerEndOf(bucket + 1) / lowerEndOf(bucket)).toBeLessThanOrEqual(1 + 1 / 64)
    }),
  )
})

it('keeps what lies outside of all buckets in the first and last', () => {
  expect([0, -3, NaN, 2 ** -11].map(bucketOf)).toEqual([0, 0, 0, 0])
  expect([2 ** 25, 1e30, Infinity].map(bucketOf)).toEqual(Array(3).fill(SKETCH_BUCKETS - 1))
})

it('finds quantiles within the width of a bucket, whatever it was merged from', () => {
  const value = fc.double({ min: 0.01, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(fc.array(value, { minLength: 200, maxLength: 400 }), (values) => {
      const sum = new SketchSum()
      for (const one of values) sum.add(bucketOf(one), 1)
      const sorted = Float64Array.from(values).sort()
      for (const p of [0.1, 0.5, 0.95]) {
        const [low, high] = [p - 0.01, p + 0.01].map((q) => quantileSorted(sorted, q))
        expect(sum.quantile(p)).toBeGreaterThan(low! / 1.016)
        expect(sum.quantile(p)).toBeLessThan(high! * 1.016)
      }
    }),
    { numRuns: 50 },
  )
})

it('is empty after it was cleared', () => {
  const sum = new SketchSum()
  sum.add(bucketOf(5), 3)
  sum.clear()
  expect(sum.total).toBe(0)
  expect(sum.quantile(0.5)).toBeNaN()
  sum.add(bucketOf(100), 1)
  expect(sum.filled()).toEqual([{ from: 100, to: 101, count: 1 }])
})
