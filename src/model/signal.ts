import type { Labels } from './series.ts'

/** What a signal says about its entity, after the RED and USE methods. */
export type Role =
  | 'rate'
  | 'errors'
  | 'duration'
  | 'utilization'
  | 'saturation'
  /** How much of something limited is left: free bytes, days of a certificate. */
  | 'headroom'
  /** Alive or not: `up`, probe success, replicas available. */
  | 'availability'
  /** A plain gauge of which we know no more. */
  | 'level'

export type Unit =
  | 'seconds'
  | 'bytes'
  | 'bytes_per_second'
  | 'ratio'
  | 'percent'
  | 'per_second'
  | 'count'
  | 'timestamp'
  | 'celsius'
  | 'volts'
  | 'none'

/** The direction in which a change of the signal hurts. */
export type Direction = 'up' | 'down' | 'both'

/** Who says that a value must not be reached: the metric's meaning, an alert rule, an objective. */
type LimitSource = 'meaning' | 'rule' | 'objective'

/** A value that the signal must not reach. */
export interface Limit {
  readonly value: number
  readonly direction: 'up' | 'down'
  /** For sentences: "full", "out of file descriptors", "expired". */
  readonly means: string
  /** Absent: the metric's meaning. */
  readonly source?: LimitSource
}

/**
 * What we ask Prometheus: one expression that returns many series, each of which becomes a signal.
 * `id` is stable across restarts and versions as long as the expression means the same.
 */
export interface Query {
  readonly id: string
  /** PromQL; `$__window` stands for the rate window, which follows from the step. */
  readonly expr: string
  /** The metric family the query is about, e.g. `http_requests_total`. */
  readonly metric: string
  /** A short name for people: "requests", "errors", "p95 latency", "free space". */
  readonly title: string
  readonly role: Role
  readonly unit: Unit
  readonly bad: Direction
  readonly limit?: Limit
  /** Labels that name the entity, most telling first; the first ones present are taken. */
  readonly entityLabels: readonly string[]
}

/** A query's series that we watch, with role, unit and entity. */
export interface Signal {
  readonly id: string
  readonly queryId: string
  /** `title` and the labels that tell it apart from its siblings, e.g. `p95 latency {route="/pay"}`. */
  readonly name: string
  readonly metric: string
  readonly labels: Labels
  readonly role: Role
  readonly unit: Unit
  readonly bad: Direction
  readonly limit?: Limit
  /** What the signal belongs to: `shop/checkout`, `node db-2`. */
  readonly entity: string
  /** The service, job or node name that people say. */
  readonly service: string
}
