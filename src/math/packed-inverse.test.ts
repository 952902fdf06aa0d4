import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { invertPacked, packedLength, packedRow } from './packed-inverse.ts'

const at = (packed: Float64Array, i: number, j: number) =>
  packed[packedRow(Math.max(i, j)) + Math.min(i, j)]!

describe('inverse of a packed matrix', () => {
  // By hand: [[4, 2], [2, 3]] has the determinant 8, so the inverse is [[3, -2], [-2, 4]] / 8.
  it('of two rows is the one by hand', () => {
    const packed = Float64Array.of(4, 2, 3)
    invertPacked(packed, 2)
    expect(packed[0]).toBeCloseTo(0.375, 12)
    expect(packed[1]).toBeCloseTo(-0.25, 12)
    expect(packed[2]).toBeCloseTo(0.5, 12)
  })

  it('times the matrix is the unit matrix', () => {
    const square = fc.integer({ min: 1, max: 12 }).chain((size) =>
      fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
        minLength: size * size,
        maxLength: size * size,
      }),
    )
    fc.assert(
      fc.property(square, (cells) => {
        const size = Math.sqrt(cells.length)
        const matrix = new Float64Array(packedLength(size))
        for (let i = 0; i < size; i++)
          for (let j = 0; j <= i; j++) {
            let sum = i === j ? 0.5 : 0
            for (let k = 0; k < size; k++) sum += cells[i * size + k]! * cells[j * size + k]!
            matrix[packedRow(i) + j] = sum
          }
        const inverse = matrix.slice()
        invertPacked(inverse, size)
        for (let i = 0; i < size; i++)
          for (let j = 0; j < size; j++) {
            let sum = 0
            for (let k = 0; k < size; k++) sum += at(matrix, i, k) * at(inverse, k, j)
            expect(Math.abs(sum - (i === j ? 1 : 0))).toBeLessThan(1e-8)
          }
      }),
    )
  })

  it('stays finite for a matrix without full rank', () => {
    const packed = Float64Array.of(1, 1, 1)
    invertPacked(packed, 2)
    expect(packed.every(Number.isFinite)).toBe(true)
  })
})
