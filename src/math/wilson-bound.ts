/**
 * Lower end of the 95 % interval of a share, from `hits` of `trials` (Wilson 1927): what the share
 * is at least, so that two of three is not "67 %".
 */
export function wilsonLowerBound(hits: number, trials: number): number {
  if (trials === 0) return 0
  const z = 1.96
  const share = hits / trials
  const middle = share + (z * z) / (2 * trials)
  const spread = z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))
  return Math.max(0, (middle - spread) / (1 + (z * z) / trials))
}
