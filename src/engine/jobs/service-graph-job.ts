import { parentsAcross } from '../../detect/operations/parents-across.ts'
import { findStructure } from '../../detect/traces/structure/structure.ts'
import { serviceGraphOf } from '../../detect/traces/structure/service-graph.ts'
import type { ServiceGraphNow } from '../../model/service-graph.ts'
import type { KeptSpans } from '../operations/recent-spans.ts'
import { mergeSpans } from './merged-spans.ts'

/** Who called whom in the spans that are kept. */
export function graphOfKept({ batches, sampled }: KeptSpans): ServiceGraphNow {
  const { columns, batchOf } = mergeSpans(batches)
  const { timestamp, durationMs, length } = columns
  let start = Infinity
  let end = -Infinity
  for (let row = 0; row < length; row++) {
    start = Math.min(start, timestamp[row]!)
    end = Math.max(end, timestamp[row]! + durationMs[row]! / 1000)
  }
  const structure = findStructure(columns)
  const parents =
    structure.kind === 'ids' && structure.parents
      ? parentsAcross(columns, structure.parents, batchOf)
      : structure.parents
  const graph = serviceGraphOf(columns, { ...structure, parents, times: undefined })
  const perSecond = (count: number) => rounded((count * sampled) / Math.max(1, end - start))
  return {
    start: length > 0 ? start : null,
    end: length > 0 ? end : null,
    sampled,
    nodes: graph.nodes.map(({ service, calls, failures }) => ({
      service,
      calls: perSecond(calls),
      failures: share(failures, calls),
    })),
    edges: graph.edges.map((edge) => ({
      ...edge,
      calls: perSecond(edge.calls),
      failures: share(edge.failures, edge.calls),
    })),
    warnings: graph.warnings,
  }
}

function share(part: number, of: number): number {
  return of > 0 ? rounded(part / of) : 0
}

function rounded(value: number): number {
  return Number(value.toPrecision(6))
}
