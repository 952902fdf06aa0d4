import type { Series } from '../model/series.ts'

/** A range of time on a grid: unix seconds, both ends included, `start` on a multiple of `step`. */
export interface Range {
  readonly start: number
  readonly end: number
  readonly step: number
}

export interface RangeResult {
  readonly series: readonly Series[]
  /** What the server wanted to say beside its data (`warnings` and `infos`), each once. */
  readonly warnings: readonly string[]
}

export interface SourceInfo {
  readonly flavor: 'prometheus' | 'thanos' | 'mimir' | 'victoriametrics' | 'unknown'
  /** Empty where the server does not tell its own (VictoriaMetrics). */
  readonly version: string
  /** Number of series in the head, where the server tells. */
  readonly seriesCount: number | undefined
  /** Unix seconds of the oldest sample that it seems to have, where that can be told. */
  readonly oldestTimestamp: number | undefined
  /** Seconds between scrapes: the median over active targets (else over jobs), where it is told. */
  readonly scrapeInterval: number | undefined
}

export interface MetricMetadata {
  /** The family's name as the server keys it (OpenMetrics families lack `_total`). */
  readonly metric: string
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary' | 'unknown'
  readonly help: string
  readonly unit: string
}

export interface ScrapeTarget {
  readonly labels: Readonly<Record<string, string>>
  readonly healthy: boolean
  /** Seconds, where the server tells. */
  readonly scrapeInterval: number | undefined
  readonly lastError: string
}

export interface RecordingRule {
  /** The metric that it records. */
  readonly name: string
  readonly healthy: boolean
  readonly lastError: string
}

export interface AlertRule {
  /** The alert's name. */
  readonly name: string
  /** PromQL, with its comparison. */
  readonly expr: string
  /** Seconds for which the expression must hold before the alert fires. */
  readonly holdSeconds: number
  /** What the rule adds to its alerts, e.g. `severity`. */
  readonly labels: Readonly<Record<string, string>>
}

/** A running count of what we cost the source, for /metrics and the page. */
export interface SourceLoad {
  readonly queries: Readonly<Record<'success' | 'error', number>>
  readonly points: number
  readonly bytes: number
}

/** What the engine asks a metrics store. Every method throws from the table of errors. */
export interface MetricsSource {
  info(): Promise<SourceInfo>
  metadata(): Promise<MetricMetadata[]>
  targets(): Promise<ScrapeTarget[]>
  /** Recording rules; none where the server evaluates none, or does not tell. */
  rules?(): Promise<RecordingRule[]>
  /** Alerting rules in the order of their groups; none where the server evaluates none, or does not tell. */
  alertRules?(): Promise<AlertRule[]>
  metricNames(): Promise<string[]>
  /** Label sets of a metric's series, at most `limit`; `truncated` tells whether there were more. */
  labelSets(
    metric: string,
    options: { start: number; end: number; limit: number },
  ): Promise<{ labels: Record<string, string>[]; truncated: boolean }>
  queryRange(expr: string, range: Range, options?: { signal?: AbortSignal }): Promise<RangeResult>
  query(expr: string, time: number): Promise<RangeResult>
  load(): SourceLoad
  close(): Promise<void>
}
