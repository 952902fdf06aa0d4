import { fitLine } from '../../math/line-fit.ts'
import { seasonsOf, stepsPerDay } from '../seasons.ts'
import { jumpsOf, toothLength, withoutSingleJumps } from './jumps.ts'
import type { Question } from './question.ts'
import { recentRise } from './regime.ts'
import { CERTAIN, lastBend, trendOf, type Trend } from './trend.ts'

/** The stretch of history that tells how it goes on. */
export interface Filling {
  /** Newest regime only, without single jumps. */
  readonly values: Float64Array
  readonly trend: Trend
  /** Whether the regime is a sudden one that is unlike anything before it. */
  readonly sudden: boolean
}

/** Undefined where teeth are too long against the history to see past them. */
export function fillingOf({ values, step }: Question): Filling | undefined {
  const sudden = recentRise(values)
  if (sudden) {
    const rise = values.subarray(values.length - sudden)
    return { values: rise, trend: trendOf(rise, Math.floor(sudden / 8))!, sudden: true }
  }
  const jumps = jumpsOf(values)
  const whole = withoutSingleJumps(values, jumps)
  // With a daily rhythm only whole days compare; half a day of it looks like a trend.
  const rhythm = seasonsOf(values, step).day
  const regime = rhythm ? whole : whole.subarray(lastBend(whole))
  const block = rhythm || blockLength(regime.length, stepsPerDay(step))
  const trend = trendOf(regime, wholeTeeth(block, toothLength(jumps)))
  return trend && { values: regime, trend, sudden: false }
}

/** Days where there are six of them, else a twelfth of the history. */
function blockLength(length: number, day: number): number {
  return day > 0 && length >= 6 * day ? day : Math.max(2, Math.floor(length / 12))
}

function wholeTeeth(block: number, tooth: number): number {
  return tooth > 0 ? tooth * Math.max(1, Math.round(block / tooth)) : block
}

/** Levels that a line describes this well, and that surely rise or fall, are a steady trend. */
const STEADY = 0.5

export function isSteady({ sudden, trend, values }: Filling): boolean {
  return sudden || (Math.abs(trend.certainty) >= CERTAIN && fitLine(values).explained >= STEADY)
}
