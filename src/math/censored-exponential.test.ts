import { expect, it } from 'vitest'

import { censoredSum, exponentialMean } from './censored-exponential.ts'
import { createRandom } from './random.ts'

const nothing = { mean: 1, weight: 0 }

/** Values of an exponential distribution, in bins. */
function drawn(mean: number, count: number, width: number): Float64Array {
  const random = createRandom(7)
  const counts = new Float64Array(4000)
  for (let i = 0; i < count; i++)
    counts[Math.min(3999, Math.floor((-mean * Math.log(1 - random())) / width))]! += 1
  return counts
}

it('counts by hand', () => {
  // Four values: 0.5, 0.5, 1.5 and one beyond the bins' first half, known only to be at least 2.
  const counts = Float64Array.of(2, 1, 0, 1)
  expect(censoredSum(counts, 1, 0.75)).toEqual({ sum: 0.5 * 2 + 1.5 + 2, below: 3 })
  expect(exponentialMean({ sum: 4.5, below: 3 }, nothing)).toBe(1.5)
  expect(exponentialMean({ sum: 4.5, below: 3 }, { mean: 3, weight: 3 })).toBe(2.25)
})

it.each([0.5, 0.75, 1])('finds the mean that values were drawn with, %f of them kept', (kept) => {
  const mean = exponentialMean(censoredSum(drawn(0.4, 20_000, 0.01), 0.01, kept), nothing)
  expect(mean).toBeGreaterThan(0.39)
  expect(mean).toBeLessThan(0.41)
})

it('does not care how large the largest are', () => {
  const clean = drawn(0.4, 1000, 0.01)
  const dirty = clean.slice()
  dirty[3999]! += 50
  const of = (counts: Float64Array) => exponentialMean(censoredSum(counts, 0.01, 0.75), nothing)
  expect(of(dirty) / of(clean)).toBeLessThan(1.1)
})

it('says the prior where nothing was seen', () => {
  const prior = { mean: 0.2, weight: 2 }
  expect(exponentialMean(censoredSum(new Float64Array(10), 1, 0.75), prior)).toBe(0.2)
})
