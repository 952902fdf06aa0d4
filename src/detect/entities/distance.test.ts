import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { invertPacked, packedLength, packedRow } from '../../math/packed-inverse.ts'
import { squaredDistance } from './distance.ts'

/** Correlations of the first `rank` of random vectors, pulled to the diagonal so that none is exact. */
function correlations(cells: readonly number[], size: number): Float64Array {
  const packed = new Float64Array(packedLength(size))
  const dot = (i: number, j: number) => {
    let sum = 0
    for (let k = 0; k < size; k++) sum += cells[i * size + k]! * cells[j * size + k]!
    return sum
  }
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++)
      packed[packedRow(i) + j] =
        i === j ? 1 : (0.9 * dot(i, j)) / Math.sqrt((dot(i, i) + 0.01) * (dot(j, j) + 0.01))
  return packed
}

/** The distance of some columns by inverting their block alone. */
function distanceOf(packed: Float64Array, kept: readonly number[], values: readonly number[]) {
  const block = new Float64Array(packedLength(kept.length))
  kept.forEach((column, i) => {
    for (let j = 0; j <= i; j++) block[packedRow(i) + j] = packed[packedRow(column) + kept[j]!]!
  })
  invertPacked(block, kept.length)
  let sum = 0
  kept.forEach((one, i) => {
    for (let j = 0; j <= i; j++)
      sum += (i === j ? 1 : 2) * block[packedRow(i) + j]! * values[one]! * values[kept[j]!]!
  })
  return sum
}

const rows = fc.integer({ min: 1, max: 7 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    cells: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
      minLength: size * size,
      maxLength: size * size,
    }),
    values: fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
      minLength: size,
      maxLength: size,
    }),
    isMissing: fc.array(fc.boolean(), { minLength: size, maxLength: size }),
  }),
)

describe('squared distance', () => {
  it('of what is there is that of its block alone', () => {
    fc.assert(
      fc.property(rows, ({ size, cells, values, isMissing }) => {
        const packed = correlations(cells, size)
        const precision = packed.slice()
        invertPacked(precision, size)
        const columns = values.map((_, column) => column)
        const missing = columns.filter((column) => isMissing[column])
        const kept = columns.filter((column) => !isMissing[column])
        const distance = squaredDistance(Float32Array.from(precision), {
          values: Float64Array.from(values),
          columns: size,
          missing: Uint16Array.from(missing),
          missingCount: missing.length,
        })
        const expected = distanceOf(packed, kept, values)
        expect(Math.abs(distance - expected)).toBeLessThan(1e-3 * (1 + expected))
      }),
    )
  })
})
