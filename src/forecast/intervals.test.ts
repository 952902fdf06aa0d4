import { describe, expect, it } from 'vitest'

import { marginsOf } from './intervals.ts'

describe('marginsOf', () => {
  // Errors of ±2 everywhere: size 2, scores ±1, so both margins are 2 · 1 · 1.25.
  it('agrees with a hand calculation', () => {
    const errors = [Float64Array.of(2, 2, 2), Float64Array.of(-2, -2, -2)]
    const { below, above } = marginsOf(errors, 3)
    for (const margin of [...below, ...above]) expect(margin).toBeCloseTo(2.5, 10)
  })

  it('grows with the square root of time beyond what was checked', () => {
    const { above } = marginsOf([Float64Array.of(1, 1), Float64Array.of(-1, -1)], 8)
    expect(above[7]! / above[1]!).toBeCloseTo(2, 10)
  })

  it('follows skewed errors', () => {
    const errors = Array.from({ length: 12 }, (_, i) => Float64Array.of(i === 3 ? 10 : -1))
    const { below, above } = marginsOf(errors, 1)
    expect(above[0]).toBeGreaterThan(3 * below[0]!)
  })

  it('of a perfect past are nothing', () => {
    expect([...marginsOf([new Float64Array(2)], 3).above]).toEqual([0, 0, 0])
  })
})
