/** Values below a gap whose spacings say how wide gaps are there. */
const FEWEST_BELOW = 10
const MOST_BELOW = 200

/** Rounded or constant values have no spacing of their own; 2 % is taken for theirs. */
const LEAST_SPACING = 0.02

/**
 * Log10 of the probability of a gap of at least `gap` (in log units) above the values in
 * sorted[0, below), when `clusters` independent values lie above it.
 *
 * By Rényi's representation the j-th spacing from the top of a Pareto tail, times j, is exponential
 * with one mean for all j. With c values above, the m spacings below the gap add up to
 * Σ (x - base) + c·(highest - base), base being the value under them; the gap's own one against
 * their mean follows F(2, 2m), whose tail is (1 + c·gap / (m·mean))^-m. Tails lighter than Pareto's
 * (lognormal, exponential, normal) have narrower gaps, so there the answer errs to the cautious
 * side. `sorted` are logs, ascending.
 */
export function logGapProbability(
  sorted: Float64Array,
  { below, gap, clusters }: { below: number; gap: number; clusters: number },
): number {
  const count = Math.min(MOST_BELOW, Math.max(FEWEST_BELOW, Math.floor(below / 10)), below - 1)
  if (count < 1) return 0
  const base = sorted[below - 1 - count]!
  let sum = clusters * (sorted[below - 1]! - base)
  for (let i = below - count; i < below; i++) sum += sorted[i]! - base
  const mean = Math.max(sum / count, LEAST_SPACING)
  return -count * Math.log10(1 + (clusters * gap) / (count * mean))
}
