import { incompleteBeta } from './incomplete-beta.ts'

/**
 * P(X >= count) of a negative binomial with this mean and variance mean + dispersion·mean²: counts
 * that come in bursts. `mean` > 0, `dispersion` > 0; near 0 it is Poisson.
 */
export function negativeBinomialTail(count: number, mean: number, dispersion: number): number {
  if (count <= 0) return 1
  return incompleteBeta((dispersion * mean) / (1 + dispersion * mean), count, 1 / dispersion)
}

/** P(X = 0) of the same. */
export function negativeBinomialZero(mean: number, dispersion: number): number {
  return (1 + dispersion * mean) ** (-1 / dispersion)
}
