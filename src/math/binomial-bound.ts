/**
 * Natural log of an upper bound of P(X >= successes), X binomial with `trials` and `rate`:
 * -n·KL(k/n ‖ rate) (Chernoff 1952). 0 when there are no more successes than the rate promises.
 */
export function logBinomialTail(successes: number, trials: number, rate: number): number {
  const share = successes / trials
  if (!(share > rate)) return 0
  const missed = share < 1 ? (1 - share) * Math.log((1 - share) / (1 - rate)) : 0
  return -trials * (share * Math.log(share / rate) + missed)
}
