import { autocorrelation } from '../math/autocorrelation.ts'
import { mean, movingAverage } from '../math/moving-average.ts'
import { binned } from './bins.ts'

const DAY_SECONDS = 86_400

/** Lengths of the seasons found, in steps; 0 where there is none. */
export interface Seasons {
  readonly day: number
  readonly week: number
}

/** Steps in a day; 0 where a day is too short for a pattern of its own (steps above six hours). */
export function stepsPerDay(step: number): number {
  const steps = Math.round(DAY_SECONDS / step)
  return steps >= 4 ? steps : 0
}

/**
 * Which of day and week repeat in the values. The day needs two and a half cycles, the week two.
 * Judged on bins of about an hour, so that the cost and the power do not depend on the step.
 */
export function seasonsOf(values: Float64Array, step: number): Seasons {
  const day = stepsPerDay(step)
  const week = Math.round((7 * DAY_SECONDS) / step)
  const size = day ? largestDivisor(day) : 1
  const bins = binned(values, size)
  const hasDay = day > 0 && values.length >= 2.5 * day && repeats(bins, day / size)
  const level = hasDay ? withoutProfile(bins, day / size) : bins
  const hasWeek = week >= 4 && values.length >= 2 * week && repeats(level, Math.round(week / size))
  return { day: hasDay ? day : 0, week: hasWeek ? week : 0 }
}

/** The largest bin that divides a day into at least 24 equal parts. */
function largestDivisor(day: number): number {
  let size = Math.floor(day / 24)
  while (size > 1 && day % size !== 0) size--
  return Math.max(1, size)
}

/** One chance in a thousand to see a season in noise. */
const SIGNIFICANT = 3.1

/** A season that explains less than a tenth of the variance cannot better a forecast by 6 %. */
const WORTHWHILE = 0.1

/**
 * Whether values repeat with this period: their autocorrelation at the period, after a moving
 * average over one period is taken off, against its error for noise with the memory of what the
 * mean profile leaves over (Bartlett 1946: two AR(1) sequences correlate with a variance of
 * (1 + φ²)/(1 - φ²)/n). The usual limit takes the season itself for noise, and rejects clean sines.
 */
function repeats(values: Float64Array, period: number): boolean {
  const trend = movingAverage(values, period)
  const detrended = values.map((value, i) => value - trend[i]!)
  const correlation = autocorrelation(detrended, period)
  const memory = autocorrelation(withoutProfile(detrended, period), 1)
  const inflation = (1 + memory * memory) / Math.max(1e-3, 1 - memory * memory)
  const limit = SIGNIFICANT * Math.sqrt(inflation / (values.length - period))
  // A straight line of rounding errors is not a season.
  const size = mean(detrended.map(Math.abs))
  return size > 1e-9 * mean(values.map(Math.abs)) && correlation > Math.max(limit, WORTHWHILE)
}

/** Values less the mean of their phase in the cycle. */
function withoutProfile(values: Float64Array, period: number): Float64Array {
  const sums = new Float64Array(period)
  const counts = new Float64Array(period)
  for (let i = 0; i < values.length; i++) {
    sums[i % period]! += values[i]!
    counts[i % period]!++
  }
  return values.map((value, i) => value - sums[i % period]! / counts[i % period]!)
}
