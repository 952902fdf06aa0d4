/**
 * Centred mean over `window` values; for an even window the two ends count half, so that a cycle of
 * that length vanishes exactly. The first and last half windows, which have no full neighbourhood,
 * repeat the nearest value that has one. O(n); values must be finite.
 */
export function movingAverage(values: Float64Array, window: number): Float64Array {
  const length = values.length
  const half = window >> 1
  const first = half
  const last = length - 1 - half
  if (first > last) return new Float64Array(length).fill(mean(values))
  const sums = new Float64Array(length + 1)
  for (let i = 0; i < length; i++) sums[i + 1] = sums[i]! + values[i]!
  const averages = new Float64Array(length)
  for (let i = first; i <= last; i++) {
    const sum = sums[i + half + 1]! - sums[i - half]!
    averages[i] =
      window % 2 === 1 ? sum / window : (sum - (values[i - half]! + values[i + half]!) / 2) / window
  }
  averages.fill(averages[first]!, 0, first)
  averages.fill(averages[last]!, last + 1)
  return averages
}

/** Arithmetic mean of finite values; NaN when there are none. */
export function mean(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}
