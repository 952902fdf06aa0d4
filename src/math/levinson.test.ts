import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { levinson } from './levinson.ts'

/** The normal equations R a = r by plain elimination: the slow way to the same answer. */
function solveDirectly(covariance: readonly number[], order: number): number[] {
  const rows = Array.from({ length: order }, (_row, i) => [
    ...Array.from({ length: order }, (_, j) => covariance[Math.abs(i - j)]!),
    covariance[i + 1]!,
  ])
  for (let i = 0; i < order; i++) {
    for (let k = i + 1; k < order; k++) {
      const factor = rows[k]![i]! / rows[i]![i]!
      for (let j = i; j <= order; j++) rows[k]![j]! -= factor * rows[i]![j]!
    }
  }
  const solution = Array.from({ length: order }, () => 0)
  for (let i = order - 1; i >= 0; i--) {
    let sum = rows[i]![order]!
    for (let j = i + 1; j < order; j++) sum -= rows[i]![j]! * solution[j]!
    solution[i] = sum / rows[i]![i]!
  }
  return solution
}

/** Autocovariances of a finite stretch of numbers (biased, so always positive definite). */
function autocovariance(values: readonly number[], order: number): number[] {
  return Array.from({ length: order + 1 }, (_, lag) =>
    values.slice(lag).reduce((sum, value, i) => sum + value * values[i]!, 0),
  )
}

describe('levinson', () => {
  it('finds the coefficient of a first-order autoregression', () => {
    const coefficients = new Float64Array(4)
    const variance = levinson(Float64Array.from([1, 0.9, 0.81, 0.729]), coefficients, { order: 3 })
    expect(coefficients[1]).toBeCloseTo(0.9, 12)
    expect(coefficients[2]).toBeCloseTo(0, 12)
    expect(coefficients[3]).toBeCloseTo(0, 12)
    expect(variance).toBeCloseTo(0.19, 12)
  })

  it('gives zeros for a signal that never moved', () => {
    const coefficients = new Float64Array([0, 7, 7])
    expect(levinson(new Float64Array(3), coefficients, { order: 2 })).toBe(0)
    expect([...coefficients]).toEqual([0, 0, 0])
  })

  it('solves the same equations as elimination does', () => {
    const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
      minLength: 12,
      maxLength: 40,
    })
    fc.assert(
      fc.property(values, (draw) => {
        const order = 4
        const covariance = autocovariance([1, ...draw], order)
        const ridged = [covariance[0]! * 1.05, ...covariance.slice(1)]
        const coefficients = new Float64Array(order + 1)
        levinson(Float64Array.from(covariance), coefficients, { order, ridge: 0.05 })
        const direct = solveDirectly(ridged, order)
        direct.forEach((value, i) => expect(coefficients[i + 1]).toBeCloseTo(value, 8))
      }),
    )
  })
})
