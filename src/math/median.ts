import { quantileSorted } from './quantile.ts'

/** The middle of the finite values, or NaN when there are none. O(n log n). */
export function median(values: Float64Array): number {
  return quantileSorted(finiteSorted(values), 0.5)
}

/** Median absolute deviation, scaled to estimate the standard deviation of normal data. */
export function medianAbsoluteDeviation(
  values: Float64Array,
  center: number = median(values),
): number {
  return 1.4826 * median(values.map((value) => Math.abs(value - center)))
}

/** The finite values in ascending order, in an array of their own. */
export function finiteSorted(values: Float64Array): Float64Array {
  return values.filter(Number.isFinite).sort()
}
