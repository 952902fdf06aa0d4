import { describe, expect, it } from 'vitest'

import { averagePrecision } from './average-precision.ts'
import { hitRates } from './hit-rate.ts'

const precisionOf = (labels: number[], scores: number[]) =>
  averagePrecision(Uint8Array.from(labels), Float64Array.from(scores))

describe('average precision', () => {
  it('sums precision times the gain in recall', () => {
    expect(precisionOf([1, 0, 1], [3, 2, 1])).toBeCloseTo(1 / 2 + (1 / 2) * (2 / 3), 12)
    expect(precisionOf([0, 1, 1, 0], [1, 3, 2, 0])).toBe(1)
  })

  it('lets equal scores in together, in whatever order they stand', () => {
    expect(precisionOf([1, 0, 0, 1], [5, 5, 5, 5])).toBe(0.5)
    expect(precisionOf([0, 0, 1, 1], [5, 5, 5, 5])).toBe(0.5)
  })

  it('has no value where nothing is labelled', () => {
    expect(precisionOf([0, 0], [1, 2])).toBeNaN()
  })
})

describe('hit rates', () => {
  it('looks for the causes among as many, and half more, of the loudest', () => {
    // Loudest first: columns 3, 0, 4, 1, 2.
    expect(hitRates([8, 2, 1, 9, 5], [3, 1])).toEqual({ at100: 0.5, at150: 0.5 })
    expect(hitRates([8, 2, 1, 9, 5], [3, 4])).toEqual({ at100: 0.5, at150: 1 })
  })

  it('takes the first of equals', () => {
    expect(hitRates([1, 1, 1], [0])).toEqual({ at100: 1, at150: 1 })
    expect(hitRates([1, 1, 1], [2])).toEqual({ at100: 0, at150: 0 })
  })
})
