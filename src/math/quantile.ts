/**
 * Quantile p (0…1) of values that are ascending and finite; NaN when there are none. Linear
 * interpolation at index (n-1)·p, as NumPy does by default (Hyndman & Fan 1996, type 7).
 */
export function quantileSorted(sorted: Float64Array, p: number): number {
  if (sorted.length === 0) return NaN
  const index = (sorted.length - 1) * p
  const below = Math.floor(index)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  return low + (high - low) * (index - below)
}
