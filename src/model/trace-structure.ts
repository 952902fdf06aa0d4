/** By the ids of spans, by times that lie inside of each other, or not known. */
export type StructureKind = 'ids' | 'inferred' | 'none'

/** How much of what happened was sent, and how well the clocks agree. */
export interface Completeness {
  readonly traces: number
  /** Traces with exactly one root of which no span names a parent that was not sent. */
  readonly complete: number
  /** Spans whose parent was named but not sent. */
  readonly orphans: number
  /** Children that start before their caller, or end after it: clocks differ, or the call is not waited for. */
  readonly early: number
  readonly late: number
}

/** Where failures of one operation come from. */
export interface ErrorOrigins {
  readonly service: string
  readonly operation: string
  readonly calls: number
  readonly failures: number
  /** Failures without a failing call below: they begin here. */
  readonly origins: number
  /** Failures with a failing call below: they come from there. */
  readonly passed_on: number
  /** Calls that went well although one below them failed. */
  readonly absorbed: number
  /** Traces in which failures that begin here reached the first span, of those where they begin. */
  readonly reach_root: number
  readonly exemplars: readonly string[]
}

/** One operation that calls another many times for one call of its own. */
export interface RepeatedCalls {
  readonly service: string
  readonly operation: string
  readonly caller: { readonly service: string; readonly operation: string }
  /** Calls of the caller that repeat it so, and those that call it at all. */
  readonly repeating: number
  readonly calling: number
  /** Median and most calls for one call of the caller, of those that repeat. */
  readonly times: number
  readonly most: number
  /** Share of these callers' time that passes while at least one of the repeated calls runs. */
  readonly cost_share: number
  /** Whether they mostly run one after the other: together they could be one call. */
  readonly is_serial: boolean
  /** Trace ids, the worst first, at most three. */
  readonly exemplars: readonly string[]
}

export interface ServiceNode {
  readonly service: string
  /** Spans of the service that nobody in the same service called. */
  readonly calls: number
  readonly failures: number
  /** Milliseconds in which the service itself worked, over all its spans. */
  readonly self_ms: number
}

/** Calls from one service to another. */
export interface ServiceEdge {
  readonly caller: string
  readonly callee: string
  readonly calls: number
  readonly failures: number
  readonly p50_ms: number
  /** Below 100 calls null. */
  readonly p95_ms: number | null
  /**
   * Median of what the caller waited beyond the callee's own duration (network, queues), over calls
   * whose calling span leads to nothing else; null where there is no such call.
   */
  readonly gap_ms: number | null
}

export interface ServiceGraph {
  readonly structure: StructureKind
  readonly nodes: readonly ServiceNode[]
  readonly edges: readonly ServiceEdge[]
  readonly warnings: readonly string[]
}
