import type { SpanColumns } from '../../../model/span.ts'
import type { TraceAnalysis } from '../../../model/trace-analysis.ts'
import { pathTimes, type PathTimes } from './critical-path.ts'
import { givenParents } from './given-parents.ts'
import { inferParents } from './inferred-parents.ts'
import { gatherTraces } from './traces.ts'

export interface Structure {
  readonly kind: TraceAnalysis['structure']
  /** Row of the caller of each row, -1 for none, and unix seconds of the starts. */
  readonly parents: Int32Array | undefined
  readonly starts: Float64Array | undefined
  /** Absent without a structure. */
  readonly times: PathTimes | undefined
}

const NO_STRUCTURE: Structure = {
  kind: 'none',
  parents: undefined,
  starts: undefined,
  times: undefined,
}

/** Who called whom: by the ids where they are given, else by containment in time, else unknown. */
export function findStructure(columns: SpanColumns): Structure {
  const given = givenParents(columns)
  if (given !== undefined) {
    const starts = startsOf(columns, given)
    const times = pathTimes({ parents: given, starts, durationMs: columns.durationMs })
    return { kind: 'ids', parents: given, starts, times }
  }
  const inferred = inferParents(columns, gatherTraces(columns))
  if (inferred === undefined) return NO_STRUCTURE
  const times = pathTimes({ ...inferred, durationMs: columns.durationMs })
  return { kind: 'inferred', ...inferred, times }
}

/**
 * Unix seconds of the starts. Times are starts, unless children fit into their parents better when
 * the times are read as ends. A row without a time lies outside of every path.
 */
function startsOf({ timestamp, durationMs }: SpanColumns, parents: Int32Array): Float64Array {
  let asStart = 0
  let asEnd = 0
  parents.forEach((parent, row) => {
    if (parent < 0) return
    const [inner, outer] = [durationMs[row]! / 1000, durationMs[parent]! / 1000]
    const gap = timestamp[row]! - timestamp[parent]!
    if (gap >= -0.001 && gap + inner <= outer + 0.001) asStart++
    if (gap <= 0.001 && gap - inner >= -outer - 0.001) asEnd++
  })
  return timestamp.map((time, row) => {
    if (Number.isNaN(time)) return 0
    return asEnd > asStart ? time - durationMs[row]! / 1000 : time
  })
}
