import type { Generated } from 'kysely'

/** What every list is made of. Times are unix seconds. */
interface Timed {
  id: string
  start_time: number
  /** null while it goes on; the start again for what has no duration. */
  end_time: number | null
  /** The whole thing as JSON. */
  document: string
}

/**
 * The tables. What we search by has a column; the whole thing lies beside it in `document`, so that
 * a new field of the model needs no migration.
 */
export interface Tables {
  findings: Timed & { entity: string; service: string }
  /** `document` is without the findings: those are linked. */
  incidents: Timed & { state: string }
  /** At most MAX_FINDINGS an incident, counted by `position` from 0. */
  incident_findings: { incident_id: string; finding_id: string; position: number }
  /** Every entity and service that an incident touches. */
  incident_entities: { incident_id: string; entity: string }
  predictions: Timed & { entity: string; service: string; state: string; class: string }
  /** `state` is the outcome; `due` the end of the horizon. */
  statements: Timed & {
    prediction: string | null
    signal: string
    entity: string
    service: string
    class: string
    state: string
    due: number
    probability: number
    reference: number
  }
  /** `silent`: 0 or 1. */
  voices: { class: string; silent: number; since: number }
  events: Timed & { service: string | null }
  mutes: Timed & { entity: string | null }
  feedback: { id: Generated<number>; incident_id: string; timestamp: number; document: string }
  /** `seen`: how far had been judged when a cycle last named the signal. */
  signals: { id: string; entity: string; service: string; seen: number; document: string }
  model_states: { signal_id: string; timestamp: number; bytes: Uint8Array }
  /** `seen`: when it was last called. */
  operations: { id: string; service: string; operation: string; seen: number; bytes: Uint8Array }
  /** What was told of incidents and predictions; `end_time` is null while one goes on. */
  notices: { id: string; end_time: number | null; document: string }
  /** Messages on their way; those with the same `parcel` go together. `sending`: 0 or 1. */
  outbox: {
    position: Generated<number>
    id: string
    destination: string
    created: number
    parcel: string | null
    sending: number
    document: string
  }
  marks: { name: string; value: number }
  rootops_migrations: { name: string }
}

/** The tables that are lists of things in time. */
export type TimedTable =
  | 'findings'
  | 'incidents'
  | 'predictions'
  | 'statements'
  | 'events'
  | 'mutes'

/** More findings than this no reader of one incident looks at; the first ones are linked. */
export const MAX_FINDINGS = 200

/** Statements kept at most, a few hundred bytes each; settled ones go, the oldest first. */
export const MAX_STATEMENTS = 100_000
