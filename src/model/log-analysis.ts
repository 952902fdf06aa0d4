import type { Rejected } from './span.ts'
import type { Verdict } from './trace-analysis.ts'

export type LogLevel = 'trace' | 'debug' | 'info' | 'warning' | 'error' | 'fatal' | 'unknown'

/** Lines as columns. `timestamp` is unix seconds, NaN where none was given. */
export interface LogColumns {
  readonly length: number
  readonly timestamp: Float64Array
  readonly level: readonly LogLevel[]
  readonly service: readonly string[]
  readonly message: readonly string[]
}

export interface LogPattern {
  readonly id: string
  /** The constant part, variables as `<*>`. */
  readonly template: string
  readonly level: LogLevel
  readonly service: string
  readonly count: number
  readonly share: number
  readonly sample: string
}

export interface LogAnomaly {
  readonly type:
    | 'new_pattern'
    | 'pattern_surge'
    | 'pattern_vanished'
    | 'error_rate'
    | 'repeated_error'
  readonly severity: 'info' | 'warning' | 'high' | 'critical'
  readonly message: string
  readonly details: {
    readonly pattern?: string
    readonly template?: string
    readonly service?: string
    readonly start: string | null
    readonly end: string | null
    readonly observed: number
    readonly expected: number
    readonly q_value: number | null
  }
}

/** The answer of `POST /api/v1/analyze/logs`. */
export interface LogAnalysis {
  readonly log_count: number
  readonly error_count: number
  readonly warning_count: number
  readonly error_rate: number
  readonly anomalies: readonly LogAnomaly[]
  /** 0…1, how far the worst surge stands out. */
  readonly spike_score: number
  readonly timestamp: string
  readonly window: { readonly start: string | null; readonly end: string | null }
  readonly patterns: readonly LogPattern[]
  readonly rejected: Rejected
  readonly warnings: readonly string[]
  readonly verdict: Verdict
}
