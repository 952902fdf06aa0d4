/**
 * Natural log of the likelihood ratio that two shares differ: `successes[i]` of `trials[i]` each.
 * exp(-it) bounds the tail of the chi-squared distribution that twice the ratio follows when they do
 * not (Wilks 1938). 0 when either side is empty.
 */
export function logShareRatio(
  successes: readonly [number, number],
  trials: readonly [number, number],
): number {
  if (!(trials[0] > 0) || !(trials[1] > 0)) return 0
  const pooled = (successes[0] + successes[1]) / (trials[0] + trials[1])
  return divergence(successes[0], trials[0], pooled) + divergence(successes[1], trials[1], pooled)
}

/** trials · KL(share ‖ pooled), with 0·log 0 = 0. */
function divergence(successes: number, trials: number, pooled: number): number {
  const failures = trials - successes
  const ofSuccesses = successes > 0 ? successes * Math.log(successes / (trials * pooled)) : 0
  const ofFailures = failures > 0 ? failures * Math.log(failures / (trials * (1 - pooled))) : 0
  return ofSuccesses + ofFailures
}
