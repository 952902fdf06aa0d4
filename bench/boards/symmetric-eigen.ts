/**
 * Eigenvalues, largest first, and eigenvectors (rows of `vectors`) of a symmetric matrix, by Jacobi's
 * rotations (Golub and Van Loan, "Matrix Computations", 8.5). The matrix is overwritten.
 */
export function symmetricEigen(matrix: Float64Array[]): {
  values: Float64Array
  vectors: Float64Array[]
} {
  const size = matrix.length
  const vectors = matrix.map((_, i) => Float64Array.from(matrix, (__, j) => (i === j ? 1 : 0)))
  for (let sweep = 0; sweep < 60 && offDiagonal(matrix) > 1e-20 * size; sweep++)
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(matrix, vectors, p, q)
  const order = [...matrix.keys()].sort((a, b) => matrix[b]![b]! - matrix[a]![a]!)
  return {
    values: Float64Array.from(order, (i) => matrix[i]![i]!),
    vectors: order.map((i) => vectors[i]!),
  }
}

function offDiagonal(matrix: readonly Float64Array[]): number {
  return matrix.reduce(
    (sum, row, i) => sum + row.reduce((part, x, j) => (i === j ? part : part + x * x), 0),
    0,
  )
}

function rotate(matrix: Float64Array[], vectors: Float64Array[], p: number, q: number): void {
  const [one, other] = [matrix[p]!, matrix[q]!]
  if (one[q] === 0) return
  const theta = (other[q]! - one[p]!) / (2 * one[q]!)
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const cosine = 1 / Math.sqrt(tangent * tangent + 1)
  const sine = tangent * cosine
  for (const row of matrix) turn(row, row, [p, q], [cosine, sine])
  for (let k = 0; k < matrix.length; k++) turn(one, other, [k, k], [cosine, sine])
  for (let k = 0; k < matrix.length; k++) turn(vectors[p]!, vectors[q]!, [k, k], [cosine, sine])
}

function turn(
  one: Float64Array,
  other: Float64Array,
  [i, j]: readonly [number, number],
  [cosine, sine]: readonly [number, number],
): void {
  const [a, b] = [one[i]!, other[j]!]
  one[i] = cosine * a - sine * b
  other[j] = sine * a + cosine * b
}
