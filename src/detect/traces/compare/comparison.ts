import type { SpanColumns } from '../../../model/span.ts'

/** One of the two sides: rows of some columns, such as a window, a version or an attribute value. */
export interface SpanSelection {
  readonly columns: SpanColumns
  /** Rows of the columns, in any order; all of them when absent. */
  readonly rows?: Uint32Array
  /** What is compared, for each row of the columns: self times, say. Durations when absent. */
  readonly milliseconds?: Float64Array
}

export interface CompareOptions {
  /** What the sides are called in sentences; "before" and "after" when absent. */
  readonly names?: { readonly before: string; readonly after: string }
  /** Spans of so many seconds may share their load; 60 when absent. */
  readonly blockSeconds?: number
  /** At most this share of what is called different may be chance; 0.05 when absent. */
  readonly falseDiscoveries?: number
}

export type CompareVerdict = 'regressed' | 'improved' | 'no_difference' | 'too_little_data'

interface BeforeAfter<T> {
  readonly before: T
  readonly after: T
}

/** Slower or faster per call. */
export interface LatencyComparison {
  readonly verdict: CompareVerdict
  readonly p50_ms: BeforeAfter<number>
  /** null below 100 and 500 calls. */
  readonly p95_ms: BeforeAfter<number | null>
  readonly p99_ms: BeforeAfter<number | null>
  /** Median after over median before, with its 95 % interval; null where there is too little data. */
  readonly ratio: number | null
  readonly ratio_low: number | null
  readonly ratio_high: number | null
  /** P(a call after is slower than one before) - P(faster), -1…1. */
  readonly cliffs_delta: number | null
  readonly q_value: number | null
  /** Blocks of time with calls. */
  readonly blocks: BeforeAfter<number>
}

/** Failures per call, or calls per trace of the same kind. */
export interface RateComparison {
  /** More is `regressed`. */
  readonly verdict: CompareVerdict
  readonly before: number | null
  readonly after: number | null
  readonly ratio: number | null
  readonly q_value: number | null
}

interface CallComparison extends RateComparison {
  /** The first operation of the traces in which calls were counted; null where there are none. */
  readonly per: { readonly service: string; readonly operation: string } | null
}

export interface OperationComparison {
  readonly service: string
  readonly operation: string
  /** The worst of the three below. */
  readonly verdict: CompareVerdict
  readonly count: BeforeAfter<number>
  readonly latency: LatencyComparison
  readonly errors: RateComparison
  readonly calls: CallComparison
  readonly summary: string
  /** Trace ids of the side after: what the verdict looks like; at most three. */
  readonly exemplars: readonly string[]
}

export interface SpanComparison {
  /** regressed when any operation is, improved when any is and none regressed. */
  readonly verdict: CompareVerdict
  /** Worst first: regressed, improved, then the others by how many calls they have. */
  readonly operations: readonly OperationComparison[]
  /** Tests that the q-values are corrected for. */
  readonly tests: number
  readonly warnings: readonly string[]
}

/** Below these, no verdict, no 95th and no 99th percentile. */
export const FEWEST_CALLS = 20
export const CALLS_FOR_P95 = 100
export const CALLS_FOR_P99 = 500
export const FEWEST_BLOCKS = 5
