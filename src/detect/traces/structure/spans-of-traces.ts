import type { SpanColumns } from '../../../model/span.ts'

/** What the modules here work on: rows of columns and who called whom. */
export interface LinkedSpans {
  readonly columns: SpanColumns
  /** Row of the caller of each row, -1 for none. */
  readonly parents: Int32Array
  /** Unix seconds at which each row starts. */
  readonly starts: Float64Array
}
