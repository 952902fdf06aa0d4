import type { Labels } from '../model/series.ts'
import type { Query } from '../model/signal.ts'

export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary' | 'unknown'

/** What the source's metadata says of a family; `metric` is the name as the source keys it. */
export interface MetadataLike {
  readonly metric: string
  readonly type: MetricType
  readonly help: string
  readonly unit: string
}

/** What we know of one metric before we choose how to watch it. */
export interface MetricFacts {
  /** A name that series carry, as `metricsToAsk` gives it: `x_total`, `x_count`, `x_bucket`, `x`. */
  readonly metric: string
  readonly type: MetricType
  readonly unit: string
  readonly help: string
  readonly labelSets: readonly Labels[]
  /** There were more label sets than these. */
  readonly truncated: boolean
}

/** A metric, or a label of it, that is not watched, and why. */
export interface LeftOut {
  readonly metric: string
  readonly reason: string
}

export interface Selection {
  readonly queries: readonly Query[]
  readonly leftOut: readonly LeftOut[]
  readonly estimatedSignals: number
}

/** The name that a histogram's or summary's series share: `x` of `x_bucket`, `x_sum`, `x_count`. */
export function stemOf(metric: string): string {
  return metric.replace(/_(bucket|sum|count)$/, '')
}
