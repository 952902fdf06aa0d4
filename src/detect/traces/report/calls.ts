import type { SpanColumns } from '../../../model/span.ts'
import type { TraceAnalysis } from '../../../model/trace-analysis.ts'
import { completenessOf } from '../structure/completeness.ts'
import { errorOrigins } from '../structure/error-origins.ts'
import { repeatedCalls } from '../structure/repeated-calls.ts'
import { serviceGraphOf } from '../structure/service-graph.ts'
import type { Structure } from '../structure/structure.ts'

type Calls = Pick<
  TraceAnalysis,
  'structure' | 'completeness' | 'service_graph' | 'repeated_calls' | 'error_origins'
>

/** Where nobody knows who called whom. */
export const NO_CALLS: Calls = {
  structure: 'none',
  completeness: null,
  service_graph: { nodes: [], edges: [] },
  repeated_calls: [],
  error_origins: [],
}

/** What is told of who called whom; nothing where that is not known. */
export function callsOf(columns: SpanColumns, structure: Structure): Calls {
  const { kind, parents, starts } = structure
  if (parents === undefined || starts === undefined) return NO_CALLS
  const spans = { columns, parents, starts }
  const { nodes, edges } = serviceGraphOf(columns, structure)
  return {
    structure: kind,
    completeness: completenessOf(spans),
    service_graph: { nodes, edges },
    repeated_calls: repeatedCalls(spans),
    error_origins: errorOrigins(spans),
  }
}
