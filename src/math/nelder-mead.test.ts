import { describe, expect, it } from 'vitest'

import { minimize } from './nelder-mead.ts'

const box = {
  start: [-1.2, 1],
  step: [0.5, 0.5],
  lower: [-5, -5],
  upper: [5, 5],
  maxEvaluations: 600,
}

describe('minimize', () => {
  it("finds the bottom of Rosenbrock's valley", () => {
    const point = minimize((p) => (1 - p[0]!) ** 2 + 100 * (p[1]! - p[0]! ** 2) ** 2, box)
    expect(point[0]).toBeCloseTo(1, 2)
    expect(point[1]).toBeCloseTo(1, 2)
  })

  it('stops at the wall of the box', () => {
    const point = minimize((p) => p[0]! + (p[1]! - 2) ** 2, { ...box, lower: [-1.5, -5] })
    expect(point[0]).toBe(-1.5)
    expect(Math.abs(point[1]! - 2)).toBeLessThan(1)
  })

  it('asks no more often than allowed, but for the last shrink', () => {
    let asked = 0
    minimize(
      (p) => {
        asked++
        return (1 - p[0]!) ** 2 + 100 * (p[1]! - p[0]! ** 2) ** 2
      },
      { ...box, maxEvaluations: 20 },
    )
    expect(asked).toBeLessThanOrEqual(24)
  })
})
