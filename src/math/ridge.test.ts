import { describe, expect, it } from 'vitest'

import { createRidge, solveCholesky } from './ridge.ts'

describe('solveCholesky', () => {
  // [[4, 2], [2, 3]] · [1, 2] = [8, 8], by hand.
  it('solves a system of two', () => {
    const solution = solveCholesky(Float64Array.of(4, 0, 2, 3), Float64Array.of(8, 8))
    expect(solution[0]).toBeCloseTo(1, 12)
    expect(solution[1]).toBeCloseTo(2, 12)
  })

  it('stays finite where the matrix is singular', () => {
    const solution = solveCholesky(Float64Array.of(1, 0, 1, 1), Float64Array.of(1, 1))
    expect(solution.every(Number.isFinite)).toBe(true)
  })
})

describe('createRidge', () => {
  it('finds the coefficients of an exact relation', () => {
    const ridge = createRidge(2)
    for (const x of [0, 1, 2, 3]) ridge.add(Float64Array.of(x, 1), 3 * x - 5, 1)
    const [slope, intercept] = ridge.solve(0)
    expect(slope).toBeCloseTo(3, 8)
    expect(intercept).toBeCloseTo(-5, 8)
  })

  // One column: Σxy / (Σx² (1 + λ)) = 10 / (5 · 2) = 1, by hand.
  it('shrinks by lambda', () => {
    const ridge = createRidge(1)
    ridge.add(Float64Array.of(1), 2, 1)
    ridge.add(Float64Array.of(2), 4, 1)
    expect(ridge.solve(1)[0]).toBeCloseTo(1, 6)
  })

  // Weighted mean of 0 (weight 1) and 10 (weight 3) is 7.5.
  it('weighs rows', () => {
    const ridge = createRidge(1)
    ridge.add(Float64Array.of(1), 0, 1)
    ridge.add(Float64Array.of(1), 10, 3)
    expect(ridge.solve(0)[0]).toBeCloseTo(7.5, 8)
  })
})
