import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { median } from './median.ts'
import { weightedMedian } from './weighted-median.ts'

test('is the median of each value repeated by its weight', () => {
  const value = fc.integer({ min: -50, max: 50 })
  const weight = fc.integer({ min: 0, max: 5 })
  fc.assert(
    fc.property(fc.array(fc.tuple(value, weight), { minLength: 1, maxLength: 90 }), (pairs) => {
      const values = Float64Array.from(pairs, ([one]) => one)
      const weights = Float64Array.from(pairs, ([, one]) => one)
      const repeated = pairs.flatMap(([one, times]) => Array.from({ length: times }, () => one))
      expect(weightedMedian(values, weights)).toEqual(median(Float64Array.from(repeated)))
    }),
  )
})
