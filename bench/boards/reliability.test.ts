import { expect, it } from 'vitest'

import { calibrationError, reliabilityOf, unavoidableError } from './reliability.ts'

const told = [
  { probability: 0.05, came: false },
  { probability: 0.02, came: true },
  { probability: 0.85, came: true },
  { probability: 1, came: true },
]

it('is the distance bin by bin, weighed by how many', () => {
  // Bin 0: .07 said, 1 came: .93; bin 8: .15; bin 9: 0.
  expect(calibrationError(told)).toBeCloseTo((0.93 + 0.15) / 4, 12)
})

it('gathers tenths', () => {
  const bins = reliabilityOf(told)
  expect(bins).toHaveLength(10)
  expect(bins[0]).toEqual({ count: 2, said: 0.035, came: 0.5 })
  expect(bins[9]).toEqual({ count: 1, said: 1, came: 1 })
  expect(bins[5]!.said).toBeNaN()
})

it('cannot be avoided with few questions, and can with many', () => {
  const few = Array.from({ length: 20 }, () => ({ probability: 0.45, came: true }))
  const many = Array.from({ length: 2000 }, () => ({ probability: 0.45, came: true }))
  // E|mean of n coins - p| is about sqrt(2 p (1 - p) / (pi n)): .089 and .0089.
  expect(unavoidableError(few)).toBeCloseTo(0.089, 1)
  expect(unavoidableError(many)).toBeCloseTo(0.0089, 2)
  expect(unavoidableError(few)).toBeGreaterThan(5 * unavoidableError(many))
  expect(unavoidableError([{ probability: 1, came: true }])).toBe(0)
})
