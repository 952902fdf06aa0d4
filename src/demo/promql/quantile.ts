import { quantileSorted } from '../../math/quantile.ts'

/** Prometheus' quantile of ascending values: beyond 0 and 1 it is infinite. */
export function quantileOf(sorted: Float64Array, q: number): number {
  if (sorted.length === 0 || Number.isNaN(q)) return NaN
  if (q < 0) return -Infinity
  if (q > 1) return Infinity
  return quantileSorted(sorted, q)
}
