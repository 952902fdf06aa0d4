import { expect, it } from 'vitest'

import { clusterInterval } from './cluster-interval.ts'
import { createRandom } from './random.ts'

it('of clusters that are all alike is their ratio', () => {
  const interval = clusterInterval(new Float64Array(9).fill(2), new Float64Array(9).fill(4))
  expect(interval).toEqual({ low: 0.5, high: 0.5 })
})

it('has the width of the normal approximation for many clusters', () => {
  // Mean of 400 draws, uniform in 0…1: 1.96 · sqrt(1/12 / 400) = 0.0283 either side.
  const random = createRandom(3)
  const over = Float64Array.from({ length: 400 }, () => random())
  const { low, high } = clusterInterval(over, new Float64Array(400).fill(1))!
  const mean = over.reduce((sum, value) => sum + value, 0) / 400
  expect(high - mean).toBeGreaterThan(0.023)
  expect(high - mean).toBeLessThan(0.034)
  expect(mean - low).toBeGreaterThan(0.023)
  expect(mean - low).toBeLessThan(0.034)
})

it('is undefined where there is nothing to divide by', () => {
  expect(clusterInterval(Float64Array.of(1), Float64Array.of(0))).toBeUndefined()
  expect(clusterInterval(new Float64Array(), new Float64Array())).toBeUndefined()
})
