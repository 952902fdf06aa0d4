/** What an operation's calls are, as OpenTelemetry says. */
export const OPERATION_KINDS = [
  'unknown',
  'internal',
  'server',
  'client',
  'producer',
  'consumer',
] as const
type OperationKind = (typeof OPERATION_KINDS)[number]

/** What is usual for an operation at one hour of the week. */
export interface UsualOperation {
  /** Known from this hour of earlier weeks, from this hour of earlier days, or from all hours. */
  readonly basis: 'hour_of_week' | 'hour_of_day' | 'all_hours'
  /** Hours that it is known from; older ones count for less. */
  readonly hours: number
  /** Calls per second. */
  readonly rate: number
  readonly error_rate: number
  readonly p50_ms: number
  readonly p95_ms: number | null
  readonly p99_ms: number | null
}

/** An operation whose spans are received, over the last minutes. */
export interface Operation {
  readonly id: string
  readonly service: string
  readonly operation: string
  readonly kind: OperationKind
  /** Calls in the window that the numbers are of. */
  readonly calls: number
  /** Calls per second. */
  readonly rate: number
  /** Share of failed calls; null without calls. */
  readonly error_rate: number | null
  /** Null below 20, 100 and 500 calls. */
  readonly p50_ms: number | null
  readonly p95_ms: number | null
  readonly p99_ms: number | null
  /** Share of the time of all operations' calls. */
  readonly time_share: number
  /** At this hour; null where too little is known. */
  readonly usual: UsualOperation | null
  /** Unix seconds of the newest end of a call. */
  readonly last_seen: number
}

export interface Exemplar {
  /** What the trace is an example of. */
  readonly of: 'p50' | 'p95' | 'p99' | 'error'
  readonly trace_id: string
  readonly duration_ms: number
  /** Unix seconds of the end of the call. */
  readonly timestamp: number
}

export interface OperationDetail extends Operation {
  /** One of 168 hours, from Monday 00:00 UTC; those of which something is known. */
  readonly baseline: readonly {
    readonly hour_of_week: number
    readonly hours: number
    readonly rate: number
    readonly error_rate: number
    readonly p50_ms: number
    readonly p95_ms: number | null
    readonly p99_ms: number | null
  }[]
  /** Durations of the minutes below: calls from `from_ms` up to `to_ms`. */
  readonly distribution: readonly {
    readonly from_ms: number
    readonly to_ms: number
    readonly count: number
  }[]
  /** The last hours, oldest first; minutes without calls have a rate of 0. */
  readonly minutes: {
    /** Unix seconds of the beginning of each minute. */
    readonly timestamps: readonly number[]
    readonly rate: readonly number[]
    readonly error_rate: readonly (number | null)[]
    readonly p50_ms: readonly (number | null)[]
    readonly p95_ms: readonly (number | null)[]
  }
  readonly exemplars: readonly Exemplar[]
}
