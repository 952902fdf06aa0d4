import { mean } from './moving-average.ts'

/** Two neighbouring correlations must together exceed this many of their deviations under noise. */
const SIGNIFICANT = 1.4

/**
 * Integrated autocorrelation time, at least 1: n values carry about as much as n / time independent
 * ones. 1 + 2·Σ ρ(k), summed in pairs of lags as Geyer's initial sequence (1992, "Practical Markov
 * chain Monte Carlo"), but stopped where a pair is no longer told from noise, so that white noise
 * mostly gets exactly 1.
 */
export function autocorrelationTime(values: Float64Array): number {
  const { length } = values
  const center = mean(values)
  const centered = values.map((value) => value - center)
  let power = 0
  for (const value of centered) power += value * value
  if (!(power > 0)) return 1
  const least = SIGNIFICANT * Math.sqrt(2 / length)
  let time = 1
  for (let lag = 1; lag + 1 < length; lag += 2) {
    const pair = (productAt(centered, lag) + productAt(centered, lag + 1)) / power
    if (pair < least) break
    time += 2 * pair
  }
  return time
}

function productAt(centered: Float64Array, lag: number): number {
  let product = 0
  for (let i = lag; i < centered.length; i++) product += centered[i]! * centered[i - lag]!
  return product
}
