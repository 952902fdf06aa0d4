import { packedLength, packedRow } from '../../math/packed-inverse.ts'
import { solveCholesky } from '../../math/ridge.ts'
import { MOST_COLUMNS } from './layout.ts'

/** What a row of standings looks like to the distance. */
export interface Standings {
  /** In deviations; what is missing is filled in by `squaredDistance`. */
  readonly values: Float64Array
  readonly columns: number
  /** Numbers of the missing columns, the first `missingCount` of them. */
  readonly missing: Uint16Array
  missingCount: number
}

// Filled anew for every row: nothing in here lives longer than one call.
const pulled = new Float64Array(MOST_COLUMNS)

/**
 * Squared Mahalanobis distance (Mahalanobis 1936) of the columns that are there, from their centres.
 * With P the precision, m the missing and b = P·z with zeros for the missing, what is missing is most
 * likely -P_mm⁻¹·b_m; with that filled in, zᵀ·P·z is exactly the distance of the rest.
 */
export function squaredDistance(precision: Float32Array, row: Standings): number {
  const { values, columns, missing, missingCount } = row
  for (let k = 0; k < missingCount; k++) values[missing[k]!] = 0
  pull(precision, values, columns)
  let distance = 0
  for (let i = 0; i < columns; i++) distance += values[i]! * pulled[i]!
  if (missingCount > 0) distance += fillMissing(precision, row)
  return Math.max(0, distance)
}

/** pulled = P·z, each number of the triangle read once. */
function pull(precision: Float32Array, values: Float64Array, columns: number): void {
  for (let i = 0, at = 0; i < columns; i++, at++) {
    const value = values[i]!
    let sum = 0
    for (let j = 0; j < i; j++, at++) {
      const element = precision[at]!
      sum += element * values[j]!
      pulled[j]! += element * value
    }
    pulled[i] = sum + precision[at]! * value
  }
}

/** Puts in the most likely standings; answers by how much the distance changes (never up). */
function fillMissing(
  precision: Float32Array,
  { values, missing, missingCount }: Standings,
): number {
  const block = new Float64Array(missingCount * missingCount)
  const right = new Float64Array(missingCount)
  for (let k = 0; k < missingCount; k++) {
    right[k] = -pulled[missing[k]!]!
    for (let l = 0; l <= k; l++)
      block[k * missingCount + l] = precision[packedRow(missing[k]!) + missing[l]!]!
  }
  const likely = solveCholesky(block, right)
  let change = 0
  for (let k = 0; k < missingCount; k++) {
    values[missing[k]!] = likely[k]!
    change -= right[k]! * likely[k]!
  }
  return change
}

/** The packed precision of so many columns, inside `fine` at `at`. */
export function precisionOf(fine: Float32Array, at: number, columns: number): Float32Array {
  return fine.subarray(at, at + packedLength(columns))
}
