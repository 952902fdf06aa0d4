/**
 * What is kept of a stretch of spans and lines: counts by operation. An operation is named by
 * `service \0 operation`, with the operation of the same service that called it before its own.
 * Bounded by the number of operations and patterns, not by the number of spans.
 */
export interface TraceWindow {
  /** Spans without a caller. */
  readonly roots: number
  /** Mean milliseconds of these, without the lowest and highest tenth; NaN where there are few. */
  readonly rootMs: number
  readonly calls: ReadonlyMap<string, number>
  /** Calls of an operation that called nothing. */
  readonly leaves: Counts
  /** Calls of an operation in which it called `service \0 operation` at least once. */
  readonly children: Table
  /** Calls of an operation whose last child leads to this service only. */
  readonly lastCallee: Table
  /**
   * By `service \0 operation \0 where`: where the time of a span that no child of it explains is spent.
   * '' is in the service itself, `=callee` waiting for the one child that it has, `~callee` in a span
   * that leads to one service only.
   */
  readonly times: ReadonlyMap<string, TimeStat>
  /** Calls between services, by `caller \0 callee`. */
  readonly edges: Counts
  readonly hasLogs: boolean
  /** Calls of an operation in which the event was logged at least once. */
  readonly events: Table
  /** Lines by `service \0 event`. */
  readonly lines: Counts
  readonly lineCount: number
}

export type Counts = ReadonlyMap<string, number>
export type Table = ReadonlyMap<string, Counts>

/** Milliseconds of spans alike. */
export interface TimeStat {
  /** Without the lowest and highest tenth. */
  readonly mean: number
  readonly count: number
  /** Standard deviation of the logarithms. */
  readonly logSpread: number
}

/** Times below this are not told apart (they are added to before logarithms are taken). */
export const LEAST_MS = 0.05

export function countIn(counts: Counts | undefined, key: string): number {
  return counts?.get(key) ?? 0
}
