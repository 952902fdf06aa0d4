import { mean } from './moving-average.ts'

/**
 * Correlation of a sequence with itself `lag` steps earlier, each sum divided by its own count so
 * that long lags are not pulled to zero. 0 for a constant sequence or a lag that does not fit.
 */
export function autocorrelation(values: Float64Array, lag: number): number {
  const length = values.length
  if (lag >= length) return 0
  const center = mean(values)
  let power = 0
  for (const value of values) power += (value - center) ** 2
  if (!(power > 0)) return 0
  let product = 0
  for (let i = lag; i < length; i++) product += (values[i]! - center) * (values[i - lag]! - center)
  const correlation = product / (length - lag) / (power / length)
  return Math.max(-1, Math.min(1, correlation))
}
