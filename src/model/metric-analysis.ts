import type { Labels } from './series.ts'
import type { Finding } from './finding.ts'
import type { BreachSeconds } from './prediction.ts'
import type { Verdict } from './trace-analysis.ts'

/** Aligned columns for a chart; gaps are null. */
export interface JudgedColumns {
  readonly timestamps: readonly number[]
  readonly values: readonly (number | null)[]
  readonly expected: readonly (number | null)[]
  readonly lower: readonly (number | null)[]
  readonly upper: readonly (number | null)[]
  readonly score: readonly number[]
  readonly alert_score: readonly number[]
}

export interface SeriesAnalysis {
  readonly labels: Labels
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
  readonly columns: JudgedColumns
}

/** The answer of `POST /api/v1/analyze/metrics`. */
export interface MetricAnalysis {
  readonly series_count: number
  readonly sample_count: number
  readonly timestamp: string
  readonly series: readonly SeriesAnalysis[]
  readonly warnings: readonly string[]
  readonly verdict: Verdict
}

export interface SeriesForecast {
  readonly labels: Labels
  readonly verdict: 'ok' | 'insufficient_data'
  readonly timestamps: readonly number[]
  readonly expected: readonly number[]
  readonly lower: readonly number[]
  readonly upper: readonly number[]
  /** Only when a threshold was asked for. */
  readonly threshold?: number
  readonly horizon_seconds: number
  readonly probability?: number
  readonly breach_seconds?: BreachSeconds
  readonly summary: string
}

/** The answer of `POST /api/v1/forecast`. */
export interface ForecastAnalysis {
  readonly timestamp: string
  readonly forecasts: readonly SeriesForecast[]
  readonly warnings: readonly string[]
}
