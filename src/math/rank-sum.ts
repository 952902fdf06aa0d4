import { studentTail } from './student-tail.ts'

/** Two samples with the cluster (a minute, say) that each value belongs to, numbered from 0. */
export interface ClusteredSample {
  readonly values: Float64Array
  readonly clusters: Uint32Array
  readonly clusterCount: number
}

export interface RankSum {
  /** Cliff's delta: P(second > first) - P(second < first), -1…1 (Cliff 1993). */
  readonly delta: number
  /** Two-sided p of Mann & Whitney (1947), normal with correction for ties and continuity. */
  readonly byValue: number
  /** Two-sided p when values of a cluster may depend on each other. */
  readonly byCluster: number
}

/** Degrees of freedom that stand for the normal distribution. */
const NORMAL = 1e6

/**
 * Whether the second sample is larger than the first. `byValue` takes all values for independent;
 * `byCluster` only the clusters: the variance of the two mean ranks comes from the sums of ranks of
 * whole clusters (rank sums of clustered data, Datta & Satten 2005; linearised as for a ratio), its
 * tail is Student's t with Welch's degrees of freedom. O(n log n); values must be finite.
 */
export function rankSum(first: ClusteredSample, second: ClusteredSample): RankSum {
  const pooled = new Float64Array(first.values.length + second.values.length)
  pooled.set(first.values)
  pooled.set(second.values, first.values.length)
  pooled.sort()
  const [n, m, all] = [first.values.length, second.values.length, pooled.length]
  const a = rankedSide(first, pooled)
  const b = rankedSide(second, pooled)
  // The difference of mean midranks is half the number of values times delta.
  const delta = (2 * (b.mean - a.mean)) / all
  const u = (delta * n * m) / 2
  const variance = ((n * m) / 12) * (all + 1 - tiesOf(pooled) / (all * (all - 1)))
  const z = Math.max(0, Math.abs(u) - 0.5) / Math.sqrt(variance)
  const spread = a.variance + b.variance
  const freedom = spread ** 2 / (a.variance ** 2 / a.freedom + b.variance ** 2 / b.freedom)
  return {
    delta,
    byValue: variance > 0 ? studentTail(z, NORMAL) : 1,
    byCluster: byClusterOf(b.mean - a.mean, spread, freedom),
  }
}

/** Clusters that do not vary at all tell nothing when the sides agree, and everything when not. */
function byClusterOf(difference: number, variance: number, freedom: number): number {
  if (difference === 0) return 1
  return variance > 0 ? studentTail(difference / Math.sqrt(variance), freedom) : 0
}

interface Side {
  readonly mean: number
  /** Of the mean rank. */
  readonly variance: number
  readonly freedom: number
}

function rankedSide(sample: ClusteredSample, pooled: Float64Array): Side {
  const { values, clusters, clusterCount } = sample
  const sums = new Float64Array(clusterCount)
  const sizes = new Float64Array(clusterCount)
  let total = 0
  for (let i = 0; i < values.length; i++) {
    const rank = midrank(pooled, values[i]!)
    total += rank
    sums[clusters[i]!]! += rank
    sizes[clusters[i]!]!++
  }
  const mean = total / values.length
  let squares = 0
  let used = 0
  for (let c = 0; c < clusterCount; c++) {
    if (sizes[c] === 0) continue
    used++
    squares += (sums[c]! - sizes[c]! * mean) ** 2
  }
  const freedom = used - 1
  return { mean, freedom, variance: (squares * used) / Math.max(1, freedom) / values.length ** 2 }
}

/** The mean of the ranks (from 1) that equal values share. */
function midrank(sorted: Float64Array, value: number): number {
  return (placeOf(sorted, value, false) + placeOf(sorted, value, true) + 1) / 2
}

/** How many are smaller than the value, or not larger. */
function placeOf(sorted: Float64Array, value: number, orEqual: boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < value || (orEqual && sorted[middle] === value)) low = middle + 1
    else high = middle
  }
  return low
}

/** Sum of t³ - t over the groups of equal values. */
function tiesOf(sorted: Float64Array): number {
  let sum = 0
  for (let from = 0; from < sorted.length;) {
    let to = from + 1
    while (to < sorted.length && sorted[to] === sorted[from]) to++
    sum += (to - from) ** 3 - (to - from)
    from = to
  }
  return sum
}
