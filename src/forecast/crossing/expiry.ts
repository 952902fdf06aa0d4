import type { Series } from '../../model/series.ts'
import type { Answer, CrossingOptions, Question } from './question.ts'

/** A value may be off the clock by this share of a step: scrapes jitter, and times are whole seconds. */
const JITTER = 0.5
/** Whole runs keep pace with the clock to this share. */
const PACE = 0.001

/**
 * What comes one second nearer each second (the time a certificate is still valid) reaches a limit at
 * a known date: probability 0 or 1 by arithmetic, without a model. Known by its values alone. That it
 * was renewed once before changes nothing: unrenewed it expires. Undefined for all else, and for what
 * is set back again and again, as the age of a backup is: that has lives, not a date.
 */
export function answerExpiry({ values, step, threshold, steps }: Question): Answer | undefined {
  if (!isClock(values, step)) return undefined
  const seconds = threshold - values.at(-1)!
  const expires = seconds <= steps * step
  const at = expires ? seconds : null
  return {
    probability: expires ? 1 : 0,
    breach_seconds: { p10: at, p50: at, p90: at },
    model: 'expiry',
  }
}

function isClock(values: Float64Array, step: number): boolean {
  let resets = 0
  let start = 0
  for (let i = 1; i <= values.length; i++) {
    const risen = i < values.length ? values[i]! - values[i - 1]! : NaN
    if (Math.abs(risen - step) <= Math.max(1, JITTER * step)) continue
    if (!keepsPace(values, step, [start, i - 1])) return false
    if (i === values.length) return true
    // Only backwards, away from the limit, and once.
    if (risen > 0 || ++resets > 1) return false
    start = i
  }
  return true
}

/** Whether values[first…last] rise by one a second; one alone says nothing against it. */
function keepsPace(values: Float64Array, step: number, [first, last]: readonly [number, number]) {
  const seconds = (last - first) * step
  const late = values[last]! - values[first]! - seconds
  return Math.abs(late) <= Math.max(1, JITTER * step, PACE * seconds)
}

const YEAR = 31_557_600
/** A date of expiry lies at most so far behind or ahead of the newest sample. */
const PAST = YEAR
const AHEAD = 30 * YEAR

/**
 * Seconds left until the unix time that a series holds (a certificate's "not after"), where seconds
 * left are asked for: falling to a threshold far below any unix time. The series itself for all else.
 */
export function secondsLeft(series: Series, { threshold, direction }: CrossingOptions): Series {
  const { timestamps, values } = series
  const now = timestamps.at(-1) ?? NaN
  // Where the clock started lately, or the threshold is a date itself, small numbers would be dates.
  if (direction !== 'down' || !(now > (2 * AHEAD) / 3) || Math.abs(threshold) > AHEAD / 3)
    return series
  let known = -Infinity
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    const isDate = Number.isInteger(value) && value > now - PAST && value < now + AHEAD
    // A date stays, or moves into the future when it is renewed.
    if (!isDate || value < known) return series
    known = value
  }
  return { ...series, values: values.map((value, i) => value - timestamps[i]!) }
}
