import { QUANTILE_WIDE, startQuantiles, stepQuantiles } from '../../../math/running-quantiles.ts'
import type { Memory, Need, Place } from '../memory.ts'

/** The quantiles of a head's own quantity, and how many values they rest on. */
export const USUAL_NEED: Need = { wide: QUANTILE_WIDE + 1 }

const COUNT = QUANTILE_WIDE
const LEAST_COUNT = 32
/** The first steps would be wider than the spread. */
const STEADY = 12
/** Normal data: distance from the 10 % to the 90 % quantile in standard deviations. */
const TEN_TO_NINETY = 2.563

const first = new Float64Array(1)

/**
 * How far `value` lies from its median, in standard deviations of normal data with its quantiles
 * (`least` if they are nearer); NaN while few are known. Then learns it.
 */
export function distanceFromUsual(
  { wide }: Memory,
  { wide: at }: Place,
  value: number,
  least: number,
): number {
  const count = wide[at + COUNT]!
  if (count === 0) {
    first[0] = value
    startQuantiles(wide, at, first)
  }
  const spread = Math.max(wide[at + 2]! - wide[at]!, least * TEN_TO_NINETY)
  const distance = ((value - wide[at + 1]!) / spread) * TEN_TO_NINETY
  stepQuantiles(wide, at, value, { spread, rows: Math.max(STEADY, count) })
  wide[at + COUNT] = count + 1
  return count < LEAST_COUNT ? NaN : distance
}
