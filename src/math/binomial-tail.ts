import { incompleteBeta } from './incomplete-beta.ts'

/**
 * P(X >= successes) of a binomial with `trials` and `rate`, exact by the incomplete beta function;
 * counts need not be whole.
 */
export function binomialTail(successes: number, trials: number, rate: number): number {
  if (successes <= 0) return 1
  if (successes > trials) return 0
  return incompleteBeta(rate, successes, trials - successes + 1)
}
