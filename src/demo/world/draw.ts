import { hash, normalOf } from './noise.ts'

/** Below this mean a count is drawn exactly, above it by its normal limit. */
const EXACT_BELOW = 12

/** A Poisson count with this mean, decided by 32 random bits. */
export function poisson(mean: number, bits: number): number {
  if (!(mean > 0)) return 0
  if (mean >= EXACT_BELOW) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normalOf(bits)))
  let left = bits / 4294967296
  let probability = Math.exp(-mean)
  let count = 0
  // Ends: the bits leave at most 1 - 2^-32 of probability to walk through.
  while (left > probability && count < 60) {
    left -= probability
    count++
    probability *= mean / count
  }
  return count
}

/** A binomial count of `trials` with probability `p`, decided by 32 random bits. */
export function binomial(trials: number, p: number, bits: number): number {
  if (trials <= 0 || p <= 0) return 0
  if (p >= 1) return trials
  if (p > 0.5) return trials - binomial(trials, 1 - p, bits)
  const mean = trials * p
  if (mean < EXACT_BELOW) return Math.min(trials, poisson(mean, bits))
  const drawn = Math.round(mean + Math.sqrt(mean * (1 - p)) * normalOf(bits))
  return Math.min(trials, Math.max(0, drawn))
}

/**
 * Spreads `trials` over cells whose cumulative probabilities are `upTo` (last one 1), writing
 * cumulative counts, so that they are ordered as a histogram's buckets must be.
 */
export function spread(
  trials: number,
  upTo: Float64Array,
  { seed, tick }: { seed: number; tick: number },
  out: Float64Array,
): void {
  let drawn = 0
  let before = 0
  for (let cell = 0; cell < upTo.length; cell++) {
    const left = trials - drawn
    const within = upTo[cell]!
    if (left > 0 && within > before)
      drawn += binomial(left, (within - before) / (1 - before), hash(seed, tick, cell))
    before = within
    out[cell] = drawn
  }
}
