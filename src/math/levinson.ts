/**
 * Coefficients of the autoregression with autocovariances `covariance[0…order]`, into
 * `coefficients[1…order]` (index 0 is left alone), by the Levinson-Durbin recursion; `ridge` is the
 * share of white noise added for stability. Answers the variance of what stays unexplained. Estimated
 * autocovariances need not be those of any process: the recursion ends at the order where that shows.
 * Source: Brockwell and Davis, Introduction to Time Series and Forecasting, section 2.5.
 */
export function levinson(
  covariance: Float32Array | Float64Array,
  coefficients: Float32Array | Float64Array,
  { order, ridge = 0 }: { order: number; ridge?: number },
): number {
  let variance = covariance[0]! * (1 + ridge)
  coefficients.fill(0, 1, order + 1)
  for (let m = 1; m <= order && variance > 0; m++) {
    let dot = covariance[m]!
    for (let k = 1; k < m; k++) dot -= coefficients[k]! * covariance[m - k]!
    const reflection = dot / variance
    if (!(Math.abs(reflection) < 1)) break
    coefficients[m] = reflection
    reflect(coefficients, m)
    variance *= 1 - reflection * reflection
  }
  return Math.max(0, variance)
}

/** The coefficients of order `m`, in place, from those of order `m - 1` and the new one at `m`. */
export function reflect(coefficients: Float32Array | Float64Array, m: number): void {
  const reflection = coefficients[m]!
  for (let low = 1, high = m - 1; low <= high; low++, high--) {
    const a = coefficients[low]!
    const b = coefficients[high]!
    coefficients[low] = a - reflection * b
    if (low !== high) coefficients[high] = b - reflection * a
  }
}
