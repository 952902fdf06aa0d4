/**
 * Spans (or bare trace rows) as columns: row i of every column is one span. Strings are kept once,
 * in `strings`, and named by their index; about 50 bytes a span.
 */
export interface SpanColumns {
  readonly length: number
  readonly strings: readonly string[]
  /** Indices into `strings`. */
  readonly service: Uint32Array
  readonly operation: Uint32Array
  /** Same trace, same number, 0 = none given; `traceIdOf(row)` gives the text, '' for none. */
  readonly trace: Uint32Array
  /** Span and parent numbers, 0 = none given; empty columns when no row had a span id. */
  readonly span: Uint32Array
  readonly parent: Uint32Array
  readonly durationMs: Float64Array
  /** Unix seconds as sent, NaN where none was given. */
  readonly timestamp: Float64Array
  /** 1 = failed. */
  readonly failed: Uint8Array
  /** Index of the row in what was sent, so that answers name the caller's own rows. */
  readonly sourceRow: Uint32Array
  traceIdOf(row: number): string
}

/**
 * Spans that a program's tracing sent us. `timestamp` is when the span started, `durationMs` is from
 * the exact difference of its nanoseconds. Besides what all spans have: their kind, and the
 * attributes that are kept, their resource's included, as numbers of pairs (key, value).
 */
export interface ReceivedSpans extends SpanColumns {
  /** As OpenTelemetry counts: 0 unknown, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: Uint8Array
  /** Row i has the pairs attributes[attributeOffsets[i]] … attributes[attributeOffsets[i + 1]]. */
  readonly attributeOffsets: Uint32Array
  readonly attributes: Uint32Array
  /** Pair p is strings[pairKey[p]] = strings[pairValue[p]]. A span has a key at most once. */
  readonly pairKey: Uint32Array
  readonly pairValue: Uint32Array
  /** Trace number n has the 16 bytes of traceIds[4n - 4 … 4n], the first bytes the highest. */
  readonly traceIds: Int32Array
}

/** A row that was not analysed, and why. */
export interface RejectedRow {
  readonly index: number
  readonly reason: string
}

export interface Rejected {
  /** All rejected rows; `rows` lists only the first hundred. */
  readonly count: number
  readonly rows: readonly RejectedRow[]
}
