import type { BreachSeconds } from '../../model/prediction.ts'
import type { Series } from '../../model/series.ts'
import { gridOf } from '../grid.ts'
import type { Bounds } from '../scale.ts'

export interface CrossingOptions {
  readonly threshold: number
  /** `up`: reached from below (>=); `down`: reached from above (<=). */
  readonly direction: 'up' | 'down'
  /** Seconds from the last sample. */
  readonly horizonSeconds: number
  readonly bounds?: Bounds
  /** Same seed, same answer. */
  readonly seed?: number
}

/**
 * Whether and when a series will reach a threshold.
 *
 * `probability` is a share of cases: of all the times we say 0.3, three in ten should see the
 * threshold reached within the horizon, if the future is drawn like this series' past. It is never
 * 0 or 1 unless that follows without a model.
 */
export interface Crossing {
  readonly probability: number
  /** A quantile is null where fewer than that share of futures cross within the horizon. */
  readonly breach_seconds: BreachSeconds
  readonly model: CrossingModel
  /** What somebody would say who only counts how often it happened before: to be better than this is skill. */
  readonly reference: number
}

/** What one model says, not yet held against who only counts. */
export type Answer = Omit<Crossing, 'reference'>

/** Which kind of future was thought through. */
type CrossingModel = 'exhaustion' | 'ensemble' | 'expiry' | 'leak' | 'budget'

/** The question turned so that the threshold always lies above. */
export interface Question {
  /** Seconds from one value to the next. */
  readonly step: number
  /** Finite, the newest last, below the threshold. */
  readonly values: Float64Array
  readonly threshold: number
  /** Whole steps of the horizon, at least one. */
  readonly steps: number
  readonly seed: number
}

/**
 * Prepares a question. An answer instead of a question where none is open: the threshold is reached
 * already (1, now), or lies beyond the bounds (0). Undefined without enough data: see `gridOf`.
 */
export function askCrossing(
  series: Series,
  options: CrossingOptions,
): Question | { readonly settled: Omit<Answer, 'model'> } | undefined {
  const grid = gridOf(series)
  const askable = Number.isFinite(options.threshold) && options.horizonSeconds > 0
  if (!grid || !askable) return undefined
  const sign = options.direction === 'up' ? 1 : -1
  const threshold = sign * options.threshold
  if (sign * grid.values.at(-1)! >= threshold) return { settled: certain }
  const bound = sign === 1 ? options.bounds?.max : options.bounds?.min
  if (bound !== undefined && sign * bound < threshold) return { settled: impossible }
  return {
    step: grid.step,
    values: sign === 1 ? grid.values : grid.values.map((value) => -value),
    threshold,
    steps: Math.max(1, Math.round(options.horizonSeconds / grid.step)),
    seed: options.seed ?? 1,
  }
}

const certain = {
  probability: 1,
  breach_seconds: { p10: 0, p50: 0, p90: 0 },
}
const impossible = {
  probability: 0,
  breach_seconds: { p10: null, p50: null, p90: null },
}

/**
 * When a share of all futures will have crossed, if `probability` of them do within the horizon, at
 * times spread like `seconds` (ascending, one for each simulated future that crossed).
 */
export function breachSeconds(probability: number, seconds: Float64Array): BreachSeconds {
  const at = (share: number) => {
    if (probability < share || seconds.length === 0) return null
    const rank = Math.ceil((share / probability) * seconds.length) - 1
    return seconds[Math.max(0, Math.min(seconds.length - 1, rank))]!
  }
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) }
}
