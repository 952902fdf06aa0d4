/** Weighted least squares with a ridge, gathered row by row so that no design matrix is kept. */
export interface Ridge {
  add(row: Float64Array, target: number, weight: number): void
  /** Coefficients, one for each column of a row. `lambda` is relative to each column's own power. */
  solve(lambda: number): Float64Array
}

/** Normal equations for rows of `columns` numbers: `columns`² numbers of memory, whatever the rows. */
export function createRidge(columns: number): Ridge {
  const gram = new Float64Array(columns * columns)
  const moment = new Float64Array(columns)
  return {
    add(row, target, weight) {
      for (let i = 0; i < columns; i++) {
        const value = row[i]! * weight
        if (value === 0) continue
        moment[i]! += value * target
        for (let j = 0; j <= i; j++) gram[i * columns + j]! += value * row[j]!
      }
    },
    solve(lambda) {
      const matrix = gram.slice()
      let trace = 0
      for (let i = 0; i < columns; i++) trace += matrix[i * columns + i]!
      for (let i = 0; i < columns; i++) {
        const diagonal = i * columns + i
        matrix[diagonal]! += lambda * (matrix[diagonal]! + 1e-9 * trace) + 1e-12
      }
      return solveCholesky(matrix, moment)
    },
  }
}

/**
 * Solves A·x = b for a symmetric positive definite A, of which only the lower triangle is read (and
 * overwritten). A pivot that is not positive, from rounding, is lifted to the smallest number that
 * keeps the answer finite.
 */
export function solveCholesky(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]!
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k]! * matrix[j * size + k]!
      matrix[i * size + j] =
        i === j ? Math.sqrt(Math.max(sum, 1e-150)) : sum / matrix[j * size + j]!
    }
  const solution = right.slice()
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) solution[i]! -= matrix[i * size + k]! * solution[k]!
    solution[i]! /= matrix[i * size + i]!
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) solution[i]! -= matrix[k * size + i]! * solution[k]!
    solution[i]! /= matrix[i * size + i]!
  }
  return solution
}
