import { createRandom } from '../../math/random.ts'
import { theilSen } from '../../math/theil-sen.ts'
import type { BreachSeconds } from '../../model/prediction.ts'
import type { Series } from '../../model/series.ts'
import { breachSeconds } from '../crossing/question.ts'

export interface PeakQuestion {
  readonly load: Series
  /** What the load must not reach, as often as it is so: draws of an estimate, or one number. */
  readonly safe: Float64Array
  readonly horizonSeconds: number
  readonly seed?: number
}

export interface PeakOutlook {
  /** Seconds of one period whose highest load counts: a week, or a day with less than four weeks. */
  readonly period: number
  /** Change of the peak from one period to the next: 1.02 is 2 % more. */
  readonly growth: number
  /** Seconds that were looked ahead: the horizon, or what the history allows. */
  readonly horizonSeconds: number
  /** The highest load to come within the horizon, the middle of all futures. */
  readonly peak: number
  readonly probability: number
  readonly breach_seconds: BreachSeconds
}

const DAY = 86_400
const WEEK = 7 * DAY
const FUTURES = 400

/**
 * How probable it is that the load's peaks grow beyond what is safe: peaks of weeks (of days with
 * less than four whole weeks of history, seven days at least) along a robust line through their
 * logarithms, its doubt and the scatter around it resampled. The horizon is at most as long as the
 * history: nobody knows further. Undefined with too little history.
 */
export function peakOutlook(question: PeakQuestion): PeakOutlook | undefined {
  const { load, safe, seed = 1 } = question
  const span = load.timestamps.length > 1 ? load.timestamps.at(-1)! - load.timestamps[0]! : 0
  const period = span >= 4 * WEEK ? WEEK : DAY
  const peaks = peaksOf(load, period)
  if (span < 7 * DAY || peaks.length < 4 || safe.length === 0) return undefined
  const ahead = Math.max(1, Math.round(Math.min(question.horizonSeconds, span) / period))
  const line = theilSen(peaks)
  const scatter = peaks.map((peak, i) => peak - line.intercept - line.slope * i)
  const random = createRandom(seed)
  const highest: number[] = []
  const crossed: number[] = []
  for (let future = 0; future < FUTURES; future++) {
    const resampled = peaks.map((_, i) => line.intercept + line.slope * i + drawn(scatter, random))
    const { slope, intercept } = theilSen(resampled)
    const limit = Math.log(safe[Math.floor(random() * safe.length)]!)
    let most = -Infinity
    let first = 0
    for (let k = 0; k < ahead; k++) {
      const peak = intercept + slope * (peaks.length + k) + drawn(scatter, random)
      if (peak >= limit && first === 0) first = k + 1
      most = Math.max(most, peak)
    }
    highest.push(most)
    if (first > 0) crossed.push((first - 0.5) * period)
  }
  const probability = (crossed.length + 0.5) / (FUTURES + 1)
  return {
    period,
    growth: Math.exp(line.slope),
    horizonSeconds: ahead * period,
    peak: Math.exp(highest.sort((a, b) => a - b)[FUTURES >> 1]!),
    probability,
    breach_seconds: breachSeconds(probability, Float64Array.from(crossed).sort()),
  }
}

function drawn(values: Float64Array, random: () => number): number {
  return values[Math.floor(random() * values.length)]!
}

/** Logarithms of the highest load of each whole period, counted back from the newest sample. */
function peaksOf({ timestamps, values }: Series, period: number): Float64Array {
  const end = timestamps.at(-1) ?? 0
  const count = Math.floor((end - (timestamps[0] ?? 0)) / period)
  const peaks = new Float64Array(count).fill(NaN)
  timestamps.forEach((timestamp, i) => {
    const at = count - 1 - Math.floor((end - timestamp) / period)
    const value = values[i]!
    if (at >= 0 && value > 0 && !(Math.log(value) <= peaks[at]!)) peaks[at] = Math.log(value)
  })
  return peaks.filter(Number.isFinite)
}
