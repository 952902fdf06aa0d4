import type { SpanColumns } from '../../model/span.ts'
import { gatherTraces } from '../traces/structure/traces.ts'

/** A trace of more spans than this is not searched: bounds the time, which is their square. */
const LONGEST_TRACE = 2000
/** Clocks of two machines differ by this much, and spans still lie inside of each other. */
const SLACK_SECONDS = 0.005

/**
 * The parents, completed where a span names one that came in another request, whose span numbers are
 * not comparable: the shortest span of its trace, of another request (`batchOf` each row) and another
 * service, that it lies inside of in time. -1 where there is none.
 */
export function parentsAcross(
  columns: SpanColumns,
  parents: Int32Array,
  batchOf: Uint32Array,
): Int32Array {
  const { service, parent, timestamp, durationMs } = columns
  const { offsets, rows } = gatherTraces(columns)
  const found = parents.slice()
  const endOf = (row: number) => timestamp[row]! + durationMs[row]! / 1000
  for (let t = 1; t + 1 < offsets.length; t++) {
    const own = rows.subarray(offsets[t], offsets[t + 1])
    if (own.length < 2 || own.length > LONGEST_TRACE) continue
    for (const row of own) {
      if (parents[row]! >= 0 || parent[row] === 0) continue
      let best = -1
      for (const other of own) {
        if (batchOf[other] === batchOf[row] || service[other] === service[row]) continue
        // Of equally long ones neither encloses the other.
        if (durationMs[other]! <= durationMs[row]!) continue
        const encloses =
          timestamp[other]! <= timestamp[row]! + SLACK_SECONDS &&
          endOf(other) >= endOf(row) - SLACK_SECONDS
        if (encloses && (best < 0 || durationMs[other]! < durationMs[best]!)) best = other
      }
      found[row] = best
    }
  }
  return found
}
