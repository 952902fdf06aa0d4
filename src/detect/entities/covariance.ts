import { invertPacked, packedLength, packedRow } from '../../math/packed-inverse.ts'
import type { Memory } from '../metrics/memory.ts'
import { covarianceAt, precisionAt, REFIT, ROWS } from './layout.ts'
import { MEMORY } from './scale.ts'

/** Correlations are pulled towards none by at least this share; it bounds every distance. */
const LEAST_PULL = 0.001
/** The inverse is renewed after 5 % more rows, not more often than every 16, nor more seldom than 500. */
const REFIT_GROWTH = 0.05
const REFIT_LEAST = 16
const REFIT_MOST = 500

/** Takes the standings of a row into the second moments. O(columns²). */
export function learnCovariance(
  { wide }: Memory,
  standings: Float64Array,
  columns: number,
  weight: number,
): void {
  const rate = weight / Math.min(wide[ROWS]!, MEMORY)
  let at = covarianceAt(columns)
  for (let i = 0; i < columns; i++) {
    const share = rate * standings[i]!
    for (let j = 0; j <= i; j++, at++) wide[at] = wide[at]! * (1 - rate) + share * standings[j]!
  }
}

/**
 * Renews the inverse of the correlations when it is due. As long as there are fewer rows than
 * columns, correlations are mostly chance: they are pulled towards none by columns / (columns + rows).
 */
export function refitPrecision({ wide, fine }: Memory, columns: number): void {
  const rows = wide[ROWS]!
  if (rows < wide[REFIT]!) return
  const keep = 1 - Math.max(LEAST_PULL, columns / (columns + rows))
  const from = covarianceAt(columns)
  const matrix = new Float64Array(packedLength(columns))
  for (let i = 0; i < columns; i++) {
    const row = packedRow(i)
    for (let j = 0; j < i; j++) {
      const power = wide[from + row + i]! * wide[from + packedRow(j) + j]!
      matrix[row + j] = power > 0 ? (keep * wide[from + row + j]!) / Math.sqrt(power) : 0
    }
    matrix[row + i] = 1
  }
  invertPacked(matrix, columns)
  fine.set(matrix, precisionAt(columns))
  wide[REFIT] = rows + Math.max(REFIT_LEAST, Math.min(REFIT_MOST, Math.floor(REFIT_GROWTH * rows)))
}
