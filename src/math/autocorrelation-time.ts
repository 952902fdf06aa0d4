import { mean } from './moving-average.ts'

/** The sum over lags stops at this many times the time found so far. */
const WINDOW = 5

/**
 * Integrated autocorrelation time, at least 1: n values carry about as much as n / time independent
 * ones. 1 + 2·Σ ρ(k), with the sum stopped at the first k ≥ 5·time (Sokal 1997, "Monte Carlo
 * methods in statistical mechanics", section 3).
 */
export function autocorrelationTime(values: Float64Array): number {
  const { length } = values
  const center = mean(values)
  let power = 0
  for (const value of values) power += (value - center) ** 2
  if (!(power > 0)) return 1
  let time = 1
  for (let lag = 1; lag < length && lag < WINDOW * time; lag++) {
    let product = 0
    for (let i = lag; i < length; i++) {
      product += (values[i]! - center) * (values[i - lag]! - center)
    }
    time += (2 * product) / power
    if (time < 1) return 1
  }
  return time
}
