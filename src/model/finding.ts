import type { Severity } from './incident.ts'

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

/** Why a signal fell silent, as far as its source can tell. */
export interface SilenceReason {
  readonly kind:
    | 'target_down'
    /** No longer in service discovery. */
    | 'target_gone'
    /** No longer exposed, though the target is up. */
    | 'series_gone'
    | 'rule_failing'
    | 'rule_gone'
    /** The rule that records it is well, and yields nothing. */
    | 'rule_empty'
  /** Instances of the scrape targets that the signal came from; a few of many. */
  readonly targets?: readonly string[]
  /** What the target or the rule says of itself. */
  readonly error?: string
  /** What new series of the same metric bear, and what they bear it instead of. */
  readonly appeared?: readonly string[]
  readonly instead_of?: readonly string[]
}

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
  /** Where who noticed it knows how much it matters; absent: it follows from kind and role. */
  readonly severity?: Severity
  /** Of a silence whose reason is known. */
  readonly reason?: SilenceReason
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
  /** Of a silence whose reason is known. */
  readonly reason?: SilenceReason
}
