/**
 * Inverse of a symmetric positive definite matrix, by Cholesky. `packed` is its lower triangle row
 * by row (element i ≥ j at i(i+1)/2 + j) and is overwritten with that of the inverse. A pivot that
 * is not positive, from rounding, is lifted to 1e-12 of the diagonal's mean. O(n³), in place.
 */
export function invertPacked(packed: Float64Array, size: number): void {
  factorPacked(packed, size)
  invertFactor(packed, size)
  multiplyByTranspose(packed, size)
}

/** Numbers in the lower triangle of a symmetric matrix. */
export const packedLength = (size: number): number => (size * (size + 1)) / 2

/** Where row i of a packed lower triangle begins. */
export const packedRow = (i: number): number => (i * (i + 1)) / 2

/** A = L·Lᵀ, L in place of A. */
function factorPacked(packed: Float64Array, size: number): void {
  let trace = 0
  for (let i = 0; i < size; i++) trace += Math.abs(packed[packedRow(i) + i]!)
  const least = Math.max((1e-12 * trace) / size, Number.MIN_VALUE)
  for (let i = 0; i < size; i++) {
    const row = packedRow(i)
    for (let j = 0; j <= i; j++) {
      const other = packedRow(j)
      let sum = packed[row + j]!
      for (let k = 0; k < j; k++) sum -= packed[row + k]! * packed[other + k]!
      packed[row + j] = i === j ? Math.sqrt(Math.max(sum, least)) : sum / packed[other + j]!
    }
  }
}

/** L⁻¹ in place of L: row i needs only the rows above, which are inverted already. */
function invertFactor(packed: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    const row = packedRow(i)
    const pivot = 1 / packed[row + i]!
    for (let j = 0; j < i; j++) {
      let sum = 0
      for (let k = j; k < i; k++) sum += packed[row + k]! * packed[packedRow(k) + j]!
      packed[row + j] = -sum * pivot
    }
    packed[row + i] = pivot
  }
}

/** Mᵀ·M in place of a lower triangle M: element (i, j) needs only rows from i on. */
function multiplyByTranspose(packed: Float64Array, size: number): void {
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let k = i; k < size; k++) sum += packed[packedRow(k) + i]! * packed[packedRow(k) + j]!
      packed[packedRow(i) + j] = sum
    }
}
