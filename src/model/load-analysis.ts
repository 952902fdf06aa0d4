import type { BreachSeconds } from './prediction.ts'

/** A number, and where it lies in 95 of 100 resamples. */
export interface Interval {
  readonly value: number
  readonly lower: number
  readonly upper: number
}

/** What the highest loads to come mean for what is safe. */
export interface PeakAnalysis {
  /** Seconds of a period whose highest load counts: a day or a week. */
  readonly period_seconds: number
  /** Change of the peak from one period to the next: 1.02 is 2 % more. */
  readonly growth: number
  readonly horizon_seconds: number
  /** The highest load within the horizon, the middle of all futures. */
  readonly peak_load: number
  /** How much more than that peak is safe: 0.2 is 20 %; below 0 it is too high. */
  readonly headroom: number
  /** That the load goes beyond what is safe within the horizon. */
  readonly probability: number
  readonly breach_seconds: BreachSeconds
}

/** Whether latency is worse than before at the same load. */
export interface SameLoadAnalysis {
  /** Unix seconds that part before and after. */
  readonly since: number
  readonly verdict:
    | 'regressed'
    | 'improved'
    | 'no_difference'
    | 'too_little_data'
    | 'explained_by_load'
  /** Latency after by latency before, at the same load. */
  readonly ratio: Interval | null
  /** The same whatever the load; null where a side is empty. */
  readonly plain_ratio: number | null
  /** Share of the samples after whose load was also seen before. */
  readonly matched_share: number
  readonly p_value: number
}

/** The answer of `POST /api/v1/analyze/load`. */
export interface LoadAnalysis {
  readonly timestamp: string
  /** Times at which both were measured. */
  readonly pair_count: number
  readonly verdict: 'ok' | 'too_little_data' | 'narrow_range' | 'no_relation'
  /** Latency without load; null, as all that follows from it, unless the verdict is ok. */
  readonly base_latency: number | null
  readonly capacity: Interval | null
  /** The load beyond which waiting grows faster than throughput. */
  readonly knee: Interval | null
  /** The load up to which 95 of 100 samples stay within the latency limit; null without one. */
  readonly safe_load: Interval | null
  /** The highest load seen: what lies far beyond it is extrapolated. */
  readonly highest_load: number | null
  /** Null without a week of load. */
  readonly peak: PeakAnalysis | null
  /** Null unless `since` was given. */
  readonly same_load: SameLoadAnalysis | null
  readonly summary: string
  readonly warnings: readonly string[]
}
