import { invertPacked, packedLength, packedRow } from '../../src/math/packed-inverse.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

/** How odd each row is, and each column of each row, by a method fitted once on the first rows. */
export interface Fitted {
  readonly rows: Float64Array
  readonly columns: readonly Float64Array[]
}

/** What of the variance the kept components explain. */
const EXPLAINED = 0.99
/** Keeps the inverse of constant and repeated columns finite. */
const RIDGE = 1e-3

/** Plain methods on columns standardised by mean and standard deviation of the first `trained` rows. */
export function fitBaselines(
  columns: readonly Float64Array[],
  trained: number,
): Record<'highest' | 'mean' | 'mahalanobis' | 'pca', Fitted> {
  const standard = columns.map((values) => standardised(values, trained))
  const sizes = standard.map((column) => column.map(Math.abs))
  const correlations = correlationsOf(standard, trained)
  return {
    highest: { columns: sizes, rows: combined(sizes, (a, b) => Math.max(a, b)) },
    mean: { columns: sizes, rows: combined(sizes, (a, b) => a + b) },
    mahalanobis: mahalanobis(standard, correlations),
    pca: residual(standard, correlations),
  }
}

function standardised(values: Float64Array, trained: number): Float64Array {
  const train = values.subarray(0, trained)
  let mean = 0
  for (const value of train) mean += value / trained
  let square = 0
  for (const value of train) square += (value - mean) ** 2 / trained
  const deviation = Math.sqrt(square)
  return values.map((value) => (value - mean) / (deviation + 1e-6))
}

function correlationsOf(standard: readonly Float64Array[], trained: number): Float64Array[] {
  return standard.map((one) =>
    Float64Array.from(standard, (other) => {
      let sum = 0
      for (let row = 0; row < trained; row++) sum += one[row]! * other[row]!
      return sum / trained
    }),
  )
}

function combined(
  columns: readonly Float64Array[],
  combine: (a: number, b: number) => number,
): Float64Array {
  return columns[0]!.map((_, row) => columns.reduce((all, column) => combine(all, column[row]!), 0))
}

/** zᵀ·P·z; a column's part is zᵢ·(P·z)ᵢ. */
function mahalanobis(standard: readonly Float64Array[], correlations: Float64Array[]): Fitted {
  const size = standard.length
  const packed = new Float64Array(packedLength(size))
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++)
      packed[packedRow(i) + j] = correlations[i]![j]! + (i === j ? RIDGE : 0)
  invertPacked(packed, size)
  const precision = correlations.map((_, i) =>
    Float64Array.from(correlations, (__, j) => packed[packedRow(Math.max(i, j)) + Math.min(i, j)]!),
  )
  const pulled = project(standard, precision)
  const parts = standard.map((column, i) => column.map((z, row) => z * pulled[i]![row]!))
  return { columns: parts, rows: combined(parts, (a, b) => a + b) }
}

/** Squared distance from the plane of the first principal components. */
function residual(standard: readonly Float64Array[], correlations: Float64Array[]): Fitted {
  const { values, vectors } = symmetricEigen(correlations.map((row) => row.slice()))
  const total = values.reduce((sum, value) => sum + value, 0)
  let explained = 0
  const kept = vectors.filter((_, i) => {
    const isNeeded = explained < EXPLAINED * total
    explained += values[i]!
    return isNeeded
  })
  const scores = project(standard, kept)
  const parts = standard.map((column, i) => {
    const weights = Float64Array.from(kept, (vector) => vector[i]!)
    return column.map((z, row) => {
      let plane = 0
      for (let k = 0; k < weights.length; k++) plane += weights[k]! * scores[k]![row]!
      return (z - plane) ** 2
    })
  })
  return { columns: parts, rows: combined(parts, (a, b) => a + b) }
}

/** For each vector, its product with every row. */
function project(
  standard: readonly Float64Array[],
  vectors: readonly Float64Array[],
): Float64Array[] {
  return vectors.map((vector) => {
    const products = new Float64Array(standard[0]!.length)
    standard.forEach((column, i) => {
      const weight = vector[i]!
      for (let row = 0; row < products.length; row++) products[row]! += weight * column[row]!
    })
    return products
  })
}
