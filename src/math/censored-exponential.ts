/** So many observations of the mean `mean`, taken for granted before anything was seen. */
export interface MeanPrior {
  readonly mean: number
  readonly weight: number
}

/** What a sample says of the mean of an exponential distribution. */
export interface CensoredSum {
  /** Sum of the values, each counted up to `limit` at the most. */
  readonly sum: number
  /** Weight of the values below `limit`. */
  readonly below: number
}

/**
 * Counts values in bins up to the bin in which the share `kept` (0…1) of their weight is reached;
 * values beyond are only known to be larger. So the mean that follows is that of the bulk, however
 * large the largest are. `counts[i]` is the weight of values in `i·width … (i + 1)·width`.
 */
export function censoredSum(counts: Float64Array, width: number, kept: number): CensoredSum {
  let total = 0
  for (let i = 0; i < counts.length; i++) total += counts[i]!
  let sum = 0
  let below = 0
  for (let i = 0; i < counts.length; i++) {
    if (below >= kept * total) return { sum: sum + (total - below) * i * width, below }
    sum += counts[i]! * (i + 0.5) * width
    below += counts[i]!
  }
  return { sum, below }
}

/**
 * Mean of the exponential distribution that values follow of which those beyond a limit are only
 * known to be larger: the sum over the number below (maximum likelihood under censoring; Lawless,
 * Statistical Models and Methods for Lifetime Data, 2003, 4.1), with the prior as observations more.
 */
export function exponentialMean({ sum, below }: CensoredSum, prior: MeanPrior): number {
  return (sum + prior.mean * prior.weight) / (below + prior.weight)
}
