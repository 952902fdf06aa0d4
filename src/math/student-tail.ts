import { incompleteBeta } from './incomplete-beta.ts'

/**
 * Two-sided tail of Student's t with `freedom` degrees of freedom (need not be whole): I_x(ν/2, 1/2)
 * with x = ν / (ν + t²) (NIST DLMF 8.17 and Abramowitz & Stegun 26.7.1).
 */
export function studentTail(t: number, freedom: number): number {
  if (Number.isNaN(t) || !(freedom > 0)) return 1
  if (!Number.isFinite(t)) return 0
  return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5)
}

/** The t beyond which, on both sides together, lies `probability`; by bisection, to 1e-9 of it. */
export function studentQuantile(probability: number, freedom: number): number {
  let low = 0
  let high = 1
  while (studentTail(high, freedom) > probability && high < 1e12) high *= 2
  while (high - low > 1e-9 * high) {
    const middle = (low + high) / 2
    if (studentTail(middle, freedom) > probability) low = middle
    else high = middle
  }
  return high
}
