/** Documents that leave through the API carry the contract's own field names (ADR 0004). */

export type FindingKind =
  | 'spike'
  | 'dip'
  | 'level_shift'
  | 'drift'
  | 'silence'
  | 'stuck'
  | 'prediction'
  | 'latency'
  | 'errors'
  | 'log_pattern'

/** One thing noticed, on one signal, with start, end and evidence. */
export interface Finding {
  readonly id: string
  readonly kind: FindingKind
  /** Signal id. */
  readonly signal: string
  readonly entity: string
  readonly service: string
  /** Unix seconds. */
  readonly start: number
  /** Unix seconds of the last odd sample; null while it goes on. */
  readonly end: number | null
  /** Highest surprise inside: -log10 of the tail probability. */
  readonly score: number
  /** Highest alert score inside, 0…1. */
  readonly alert_score: number
  /** The value at the most surprising sample; null where nothing was there. */
  readonly observed: number | null
  readonly expected: number | null
  readonly summary: string
}

/** What a detector says of one stretch of odd samples, before it is tied to its signal and told. */
export interface FindingDraft {
  readonly kind: FindingKind
  /** Unix seconds. */
  readonly start: number
  /** Unix seconds of the last odd sample; null while it goes on. */
  readonly end: number | null
  readonly score: number
  readonly alertScore: number
  readonly observed: number | null
  readonly expected: number | null
  /** The band of usual values at the `observed` sample. */
  readonly lower: number | null
  readonly upper: number | null
}
