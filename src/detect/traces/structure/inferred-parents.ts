import type { SpanColumns } from '../../../model/span.ts'
import type { Traces } from './traces.ts'

/** Rows must lie inside of others this often, or the ids group rows that did not call each other. */
const LEAST_NESTED = 0.5
/** Traces that are looked at to decide; the first ones of the body. */
const MOST_SAMPLED = 2000
/** Times are mostly written in milliseconds; a child may stick out by that much. */
const TOLERANCE = 0.001

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
  for (let t = 1; t + 1 < traces.offsets.length; t++)
    nestTrace(columns, traces, t, { starts, parents })
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
    nested += nestTrace(columns, traces, t, { starts, parents })
  }
  return possible === 0 ? 0 : nested / possible
}

/** Fills in the parents of one trace; answers how many it found. */
function nestTrace(
  { durationMs }: SpanColumns,
  { offsets, rows }: Traces,
  trace: number,
  { starts, parents }: { starts: Float64Array; parents: Int32Array },
): number {
  if (offsets[trace + 1]! - offsets[trace]! < 2) return 0
  const members = rows.subarray(offsets[trace], offsets[trace + 1])
  // Outer intervals first; of two equal ones the earlier row is the outer.
  const ordered = Array.from(members).sort(
    (a, b) => starts[a]! - starts[b]! || durationMs[b]! - durationMs[a]! || a - b,
  )
  const open: number[] = []
  let found = 0
  for (const row of ordered) {
    if (Number.isNaN(starts[row]!)) continue
    const end = starts[row]! + durationMs[row]! / 1000
    while (open.length > 0) {
      const outer = open.at(-1)!
      if (starts[outer]! + durationMs[outer]! / 1000 >= end - TOLERANCE) break
      open.pop()
    }
    if (open.length > 0) {
      parents[row] = open.at(-1)!
      found++
    }
    open.push(row)
  }
  return found
}
