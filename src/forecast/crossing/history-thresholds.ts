import { finiteSorted } from '../../math/median.ts'

/** Shares of the history that lie below: high, very high. */
const SHARES = [0.95, 0.99] as const
/** Where the usual range begins and ends, */
const USUAL = [0.05, 0.995] as const
/** and how much of it further up "never seen" begins. */
const BEYOND = 0.1

/**
 * Thresholds for a signal that nobody gave one: what it was above for 5 % and for 1 % of its history,
 * and a tenth of its range above almost all of it. Ascending, in the values' unit; NaN is left out.
 * None for a history that does not vary. For thresholds from below, pass the values negated.
 */
export function historyThresholds(values: Float64Array): number[] {
  const sorted = finiteSorted(values)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
  const [low, high] = [at(USUAL[0]), at(USUAL[1])]
  return high > low ? [...SHARES.map(at), high + BEYOND * (high - low)] : []
}
