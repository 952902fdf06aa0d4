import type { BreachSeconds } from './prediction.ts'
import type { Rejected } from './span.ts'
import type {
  Completeness,
  ErrorOrigins,
  RepeatedCalls,
  ServiceGraph,
  StructureKind,
} from './trace-structure.ts'

export type Verdict = 'ok' | 'anomalous' | 'insufficient_data'

export type TraceAnomalyKind =
  | 'spike'
  | 'burst'
  | 'level_shift'
  | 'drift'
  | 'drop'
  | 'silence'
  | 'error_burst'
  | 'bimodal_tail'
  | 'slow_operation'

export interface SlowTrace {
  readonly trace_id: string
  readonly service: string
  readonly operation: string
  readonly duration_ms: number
  /** RFC 3339, null where the row had none. */
  readonly timestamp: string | null
  readonly expected_ms: number
  readonly score: number
}

export interface Bottleneck {
  readonly service: string
  readonly operation: string
  readonly avg_duration_ms: number
  readonly count: number
  readonly critical_path_share: number
}

export interface OperationSummary {
  readonly service: string
  readonly operation: string
  readonly count: number
  readonly p50_ms: number
  /** null below the sample size that carries such a quantile (100 and 500). */
  readonly p95_ms: number | null
  readonly p99_ms: number | null
  readonly error_rate: number
}

export interface TraceAnomaly {
  readonly service: string
  readonly operation: string
  readonly kind: TraceAnomalyKind
  /** RFC 3339; null where the rows had no time. */
  readonly start: string | null
  readonly end: string | null
  readonly observed: number
  readonly expected: number
  /** observed / expected. */
  readonly effect: number
  readonly q_value: number
  readonly score: number
  readonly summary: string
  /** Trace ids of calls that show it, the most telling first; few, none where rows have no ids. */
  readonly exemplars: readonly string[]
}

export interface TracePrediction {
  readonly service: string
  readonly operation: string
  readonly threshold_ms: number
  readonly horizon_seconds: number
  readonly probability: number
  readonly breach_seconds: BreachSeconds
  readonly summary: string
}

/** The answer of `POST /api/v1/analyze/traces`. */
export interface TraceAnalysis {
  readonly trace_count: number
  /** Milliseconds over all rows; null without rows, and for samples of metrics, which are no durations. */
  readonly p50_latency: number | null
  readonly p95_latency: number | null
  readonly p99_latency: number | null
  /** When the analysis was made, RFC 3339. */
  readonly timestamp: string
  readonly window: { readonly start: string | null; readonly end: string | null }
  readonly slow_traces: readonly SlowTrace[]
  readonly bottlenecks: readonly Bottleneck[]
  readonly operations: readonly OperationSummary[]
  readonly anomalies: readonly TraceAnomaly[]
  readonly predictions: readonly TracePrediction[]
  readonly structure: StructureKind
  /** null where nobody knows who called whom; then what follows is empty, too. */
  readonly completeness: Completeness | null
  readonly service_graph: Pick<ServiceGraph, 'nodes' | 'edges'>
  readonly repeated_calls: readonly RepeatedCalls[]
  readonly error_origins: readonly ErrorOrigins[]
  readonly rejected: Rejected
  readonly warnings: readonly string[]
  readonly verdict: Verdict
}
