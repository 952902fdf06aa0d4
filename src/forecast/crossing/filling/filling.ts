import { fitLine } from '../../../math/line-fit.ts'
import { seasonsOf, stepsPerDay } from '../../seasons.ts'
import { jumpsOf, lastingJumps, toothLength, withoutSingleJumps } from './jumps.ts'
import type { Question } from '../question.ts'
import { recentRise } from './regime.ts'
import { isCertain, lastBend, trendOf, type Trend } from './trend.ts'

/** The stretch of history that tells how it goes on. */
export interface Filling {
  /** Newest regime only, without single jumps. */
  readonly values: Float64Array
  readonly trend: Trend
  /** Whether the regime is a sudden one that is unlike anything before it. */
  readonly sudden: boolean
  /** Sizes of the rises that were taken out: such a one may come again. */
  readonly rises: readonly number[]
}

/** Undefined where teeth are too long against the history to see past them. */
export function fillingOf({ values, step }: Question): Filling | undefined {
  const sudden = recentRise(values)
  if (sudden) {
    const rise = values.subarray(values.length - sudden)
    const trend = trendOf(rise, Math.floor(sudden / 8))!
    return { values: rise, trend, sudden: true, rises: [] }
  }
  const jumps = lastingJumps(jumpsOf(values))
  const whole = withoutSingleJumps(values, jumps)
  // With a daily rhythm only whole days compare; half a day of it looks like a trend.
  const rhythm = seasonsOf(values, step).day
  const regime = rhythm ? whole : whole.subarray(lastBend(whole))
  const block = rhythm || blockLength(regime.length, stepsPerDay(step))
  const trend = trendOf(regime, wholeTeeth(block, toothLength(jumps)))
  const rises = jumps.filter(({ size }) => size > 0).map(({ size }) => size)
  return trend && { values: regime, trend, sudden: false, rises: rises.length === 1 ? rises : [] }
}

/** Days where there are six of them, else a twelfth of the history. */
function blockLength(length: number, day: number): number {
  return day > 0 && length >= 6 * day ? day : Math.max(2, Math.floor(length / 12))
}

function wholeTeeth(block: number, tooth: number): number {
  return tooth > 0 ? tooth * Math.max(1, Math.round(block / tooth)) : block
}

/** Share of the variance that a line must explain. */
const STEADY = 0.5

/**
 * Whether values surely rise or fall, along a line, and farther than they stray from it (root mean
 * square) within the horizon, or within a day where that is longer: else they come and go, whatever the
 * trend.
 */
export function isSteady(
  { sudden, trend, values }: Filling,
  { steps, step }: Pick<Question, 'steps' | 'step'>,
): boolean {
  if (sudden) return true
  if (!isCertain(trend)) return false
  const { explained, unexplained } = fitLine(values)
  const carried = (Math.abs(trend.slope) / trend.block) * Math.max(steps, stepsPerDay(step))
  return explained >= STEADY && carried ** 2 >= unexplained / values.length
}
