import type { TraceAnomalyKind } from '../../model/trace-analysis.ts'
import type { Subject } from './subject.ts'

/** Something odd about a subject, before it is held against all that was tested. */
export interface Candidate {
  readonly subject: Subject
  readonly kind: TraceAnomalyKind
  /** Unix seconds; NaN where the rows have no time. */
  readonly start: number
  readonly end: number
  /** Milliseconds, a share for errors, rows for silence, or the metric as it was sent. */
  readonly observed: number
  readonly expected: number
  /** Log10 of the probability of something as odd in a subject that is not. */
  readonly log10P: number
  /** How many rows are odd, of how many in the stretch. */
  readonly rows: number
  readonly of: number
  /** Indices into the subject of rows that took too long, worst first, few. */
  readonly slow: readonly SlowRow[]
}

export interface SlowRow {
  readonly index: number
  readonly expected: number
}

/** What the tests of one kind say of one subject. */
export interface Findings {
  readonly candidates: readonly Candidate[]
  /** How many tests were made, found or not. */
  readonly tests: number
}

/** More rows of one anomaly than the answer can list are not kept. */
export const MOST_SLOW_ROWS = 10
