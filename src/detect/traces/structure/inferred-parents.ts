import type { SpanColumns } from '../../../model/span.ts'
import type { Traces } from './traces.ts'

/** Rows must lie inside of others this often, or the ids group rows that did not call each other. */
const LEAST_NESTED = 0.5
/** Traces that are looked at to decide; the first ones of the body. */
const MOST_SAMPLED = 2000
/**
 * Clocks of hosts differ, times are mostly cut to milliseconds, and some calls go on a little after
 * their caller: a child may stick out by so many seconds. But the two must have this share of the
 * shorter one in common, or else the call that went just before would become the parent.
 */
const TOLERANCE = 0.001
const LEAST_COMMON = 0.25
/** Spans running at once that are looked at for a parent; bounds the time for a wide trace. */
const MOST_OPEN = 64

export interface InferredParents {
  readonly parents: Int32Array
  /** The start of each row, unix seconds. */
  readonly starts: Float64Array
}

/**
 * The parent of each row by containment: the smallest interval of the same trace that encloses its
 * own. A time may be that of the start or of the end; the reading under which more rows lie inside
 * of others is taken. undefined when rows have no times or do not nest.
 */
export function inferParents(columns: SpanColumns, traces: Traces): InferredParents | undefined {
  if (!traces.hasMixedTraces) return undefined
  const asStart = Float64Array.from(columns.timestamp)
  const asEnd = asStart.map((time, row) => time - columns.durationMs[row]! / 1000)
  const startShare = nestedShare(columns, traces, asStart)
  const endShare = nestedShare(columns, traces, asEnd)
  if (Math.max(startShare, endShare) < LEAST_NESTED) return undefined
  const starts = endShare > startShare ? asEnd : asStart
  const parents = new Int32Array(columns.length).fill(-1)
  const nesting = { starts, parents, leastCommon: leastCommonOf(columns) }
  for (let t = 1; t + 1 < traces.offsets.length; t++) nestTrace(columns, traces, t, nesting)
  return { parents, starts }
}

/** Of the rows that could have a parent (all but one a trace), the share that lies inside of one. */
function nestedShare(columns: SpanColumns, traces: Traces, starts: Float64Array): number {
  const parents = new Int32Array(columns.length).fill(-1)
  let possible = 0
  let nested = 0
  let sampled = 0
  for (let t = 1; t + 1 < traces.offsets.length && sampled < MOST_SAMPLED; t++) {
    const size = traces.offsets[t + 1]! - traces.offsets[t]!
    if (size < 2) continue
    sampled++
    possible += size - 1
    nested += nestTrace(columns, traces, t, { starts, parents, leastCommon: LEAST_COMMON })
  }
  return possible === 0 ? 0 : nested / possible
}

interface Nesting {
  readonly starts: Float64Array
  readonly parents: Int32Array
  readonly leastCommon: number
}

/** Where times are cut to milliseconds, what two short calls have in common is not known. */
function leastCommonOf({ timestamp, length }: SpanColumns): number {
  const sampled = Math.min(length, MOST_SAMPLED)
  let finer = 0
  for (let row = 0; row < sampled; row++) {
    const milliseconds = timestamp[row]! * 1000
    if (Math.abs(milliseconds - Math.round(milliseconds)) > 0.0005) finer++
  }
  return finer > sampled / 10 ? LEAST_COMMON : -Infinity
}

/** Fills in the parents of one trace; answers how many it found. */
function nestTrace(
  { durationMs }: SpanColumns,
  { offsets, rows }: Traces,
  trace: number,
  { starts, parents, leastCommon }: Nesting,
): number {
  if (offsets[trace + 1]! - offsets[trace]! < 2) return 0
  const members = rows.subarray(offsets[trace], offsets[trace + 1])
  // Outer intervals first; of two equal ones the earlier row is the outer.
  const ordered = Array.from(members).sort(
    (a, b) => starts[a]! - starts[b]! || durationMs[b]! - durationMs[a]! || a - b,
  )
  const endOf = (row: number) => starts[row]! + durationMs[row]! / 1000
  const open: number[] = []
  let found = 0
  for (const row of ordered) {
    if (Number.isNaN(starts[row]!)) continue
    const start = starts[row]! - TOLERANCE
    while (open.length > 0 && endOf(open.at(-1)!) < start) open.pop()
    for (let i = open.length - 1; i >= 0 && i >= open.length - MOST_OPEN; i--) {
      const outer = open[i]!
      const out = endOf(row) - endOf(outer)
      if (out > TOLERANCE) continue
      const shorter = Math.min(durationMs[row]!, durationMs[outer]!) / 1000
      if (out > 0 && endOf(outer) - starts[row]! < leastCommon * shorter) continue
      parents[row] = outer
      found++
      break
    }
    open.push(row)
  }
  return found
}
