import { quantileSorted } from '../math/quantile.ts'

/** Horizons whose errors are pooled with each one's own, to either side. */
const NEIGHBOURS = 4

/** Half of the one time in twenty, on either side. */
const TAIL = 0.025

/**
 * The outer quantiles of errors at a dozen overlapping origins lie too near, and the members' weights
 * come from the same errors: a quarter wider is what Student's t asks for about half as many
 * independent ones, and what holds on measured series.
 */
const WIDENING = 1.25

/** How far below and above the expected value the truth lies 19 times in 20, for each step. */
export interface Margins {
  readonly below: Float64Array
  readonly above: Float64Array
}

/**
 * Margins from the errors (truth - forecast, one array for each past origin) of earlier forecasts:
 * a size for each horizon (root mean square over neighbouring horizons), times the outer quantiles
 * of the errors in those sizes (split conformal, normalised: Lei et al. 2018). Beyond the checked
 * horizon the size grows with the square root of time, as errors that add up do.
 */
export function marginsOf(errors: readonly Float64Array[], horizon: number): Margins {
  const sizes = errorSizes(errors)
  const scores = inSizes(errors, sizes).sort()
  const below = Math.max(0, -quantileSorted(scores, TAIL)) * WIDENING
  const above = Math.max(0, quantileSorted(scores, 1 - TAIL)) * WIDENING
  const size = Float64Array.from({ length: horizon }, (_, i) =>
    i < sizes.length ? sizes[i]! : sizes.at(-1)! * Math.sqrt((i + 1) / sizes.length),
  )
  return { below: size.map((s) => s * below), above: size.map((s) => s * above) }
}

/** All errors, each in the size usual at its horizon. */
function inSizes(errors: readonly Float64Array[], sizes: Float64Array): Float64Array {
  const scores = new Float64Array(errors.length * sizes.length)
  errors.forEach((row, o) => {
    for (let i = 0; i < sizes.length; i++)
      scores[o * sizes.length + i] = sizes[i]! > 0 ? row[i]! / sizes[i]! : 0
  })
  return scores
}

function errorSizes(errors: readonly Float64Array[]): Float64Array {
  const horizon = errors[0]!.length
  const squares = new Float64Array(horizon)
  for (const row of errors) for (let i = 0; i < horizon; i++) squares[i]! += row[i]! ** 2
  const sizes = new Float64Array(horizon)
  for (let i = 0; i < horizon; i++) {
    const first = Math.max(0, i - NEIGHBOURS)
    const end = Math.min(horizon, i + NEIGHBOURS + 1)
    let sum = 0
    for (let j = first; j < end; j++) sum += squares[j]!
    sizes[i] = Math.sqrt(sum / (end - first) / errors.length)
  }
  return sizes
}
