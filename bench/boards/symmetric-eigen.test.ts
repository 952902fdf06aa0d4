import { describe, expect, it } from 'vitest'

import { symmetricEigen } from './symmetric-eigen.ts'

describe('eigenvalues', () => {
  // numpy.linalg.eigh([[2, 1, 0], [1, 3, 1], [0, 1, 4]]): 3 - √3, 3, 3 + √3.
  it('agree with NumPy', () => {
    const rows = () =>
      [
        [2, 1, 0],
        [1, 3, 1],
        [0, 1, 4],
      ].map((row) => Float64Array.from(row))
    const { values, vectors } = symmetricEigen(rows())
    expect(values[0]).toBeCloseTo(3 + Math.sqrt(3), 10)
    expect(values[1]).toBeCloseTo(3, 10)
    expect(values[2]).toBeCloseTo(3 - Math.sqrt(3), 10)
    vectors.forEach((vector, i) =>
      rows().forEach((row, j) => {
        const product = row.reduce((sum, x, k) => sum + x * vector[k]!, 0)
        expect(product).toBeCloseTo(values[i]! * vector[j]!, 10)
      }),
    )
  })
})
