import { PairTable } from '../../../math/pair-table.ts'
import { selectQuantiles } from '../../../math/select-quantiles.ts'
import type { SpanColumns } from '../../../model/span.ts'
import type { ServiceEdge, ServiceGraph, ServiceNode } from '../../../model/trace-structure.ts'
import { rounded } from '../report/words.ts'
import { childRows, type ChildRows } from './operation-numbers.ts'
import type { Structure } from './structure.ts'

/** Bounds the answer. */
const MOST_EDGES = 5000
const CALLS_FOR_P95 = 100

/** Which service calls which, how often, how long and how well; busiest first. O(n). */
export function serviceGraphOf(columns: SpanColumns, structure: Structure): ServiceGraph {
  const { parents, kind } = structure
  if (parents === undefined) {
    const why =
      'spans have neither parents nor times that lie inside of each other: no calls are known'
    return { structure: kind, nodes: nodesOf(columns, structure), edges: [], warnings: [why] }
  }
  const edges = edgesOf(columns, parents)
  const warnings =
    edges.length > MOST_EDGES
      ? [`${edges.length} edges; the ${MOST_EDGES} with the most calls are listed`]
      : []
  return {
    structure: kind,
    nodes: nodesOf(columns, structure),
    edges: edges.slice(0, MOST_EDGES),
    warnings,
  }
}

function nodesOf(columns: SpanColumns, { parents, times }: Structure): ServiceNode[] {
  const { service, failed, durationMs, strings, length } = columns
  const calls = new Float64Array(strings.length)
  const failures = new Float64Array(strings.length)
  const self = new Float64Array(strings.length)
  for (let row = 0; row < length; row++) {
    const of = service[row]!
    self[of]! += times === undefined ? durationMs[row]! : times.self[row]!
    const caller = parents === undefined ? -1 : parents[row]!
    if (caller >= 0 && service[caller] === of) continue
    calls[of]!++
    failures[of]! += failed[row]!
  }
  return strings
    .flatMap((name, of) =>
      calls[of]! > 0
        ? [
            {
              service: name,
              calls: calls[of]!,
              failures: failures[of]!,
              self_ms: rounded(self[of]!),
            },
          ]
        : [],
    )
    .sort((a, b) => b.calls - a.calls || (a.service < b.service ? -1 : 1))
}

function edgesOf(columns: SpanColumns, parents: Int32Array): ServiceEdge[] {
  const { service, failed, durationMs, strings, length } = columns
  const table = new PairTable()
  const edgeOf = new Int32Array(length).fill(-1)
  for (let row = 0; row < length; row++) {
    const caller = parents[row]!
    if (caller < 0 || service[caller] === service[row]) continue
    edgeOf[row] = table.intern(service[caller]!, service[row]!)
  }
  const { offsets, rows } = rowsByEdge(edgeOf, table.size)
  const children = childRows(parents)
  const edges = Array.from({ length: table.size }, (_, edge): ServiceEdge => {
    const own = rows.subarray(offsets[edge], offsets[edge + 1])
    const durations = Float64Array.from(own, (row) => durationMs[row]!)
    const [p50, p95] = selectQuantiles(durations, [0.5, 0.95])
    return {
      caller: strings[table.firstOf(edge)]!,
      callee: strings[table.secondOf(edge)]!,
      calls: own.length,
      failures: own.reduce((sum, row) => sum + failed[row]!, 0),
      p50_ms: rounded(p50!),
      p95_ms: own.length >= CALLS_FOR_P95 ? rounded(p95!) : null,
      gap_ms: medianGap(own, { parents, durationMs, children }),
    }
  })
  return edges.sort((a, b) => b.calls - a.calls || (nameOf(a) < nameOf(b) ? -1 : 1))
}

function rowsByEdge(edgeOf: Int32Array, count: number): ChildRows {
  const offsets = new Uint32Array(count + 1)
  for (const edge of edgeOf) if (edge >= 0) offsets[edge + 1]!++
  for (let edge = 0; edge < count; edge++) offsets[edge + 1]! += offsets[edge]!
  const rows = new Uint32Array(offsets[count]!)
  const next = offsets.slice()
  edgeOf.forEach((edge, row) => {
    if (edge >= 0) rows[next[edge]!++] = row
  })
  return { offsets, rows }
}

interface Calls {
  readonly parents: Int32Array
  readonly durationMs: Float64Array
  readonly children: ChildRows
}

/** A span that leads to one other only is the client's side of that call. */
function medianGap(rows: Uint32Array, { parents, durationMs, children }: Calls): number | null {
  const single = rows.filter((row) => {
    const caller = parents[row]!
    return children.offsets[caller + 1] === children.offsets[caller]! + 1
  })
  if (single.length === 0) return null
  const gaps = Float64Array.from(single, (row) =>
    Math.max(0, durationMs[parents[row]!]! - durationMs[row]!),
  )
  return rounded(selectQuantiles(gaps, [0.5])[0]!)
}

/** Ties are broken by it, so that the order of rows does not matter. */
function nameOf({ caller, callee }: ServiceEdge): string {
  return `${caller}\0${callee}`
}
