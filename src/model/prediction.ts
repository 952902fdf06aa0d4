import type { ForecastClass, Outcome } from './ledger.ts'

/** Seconds from `made_at` until the crossing; null where it is not expected within the horizon. */
export interface BreachSeconds {
  readonly p10: number | null
  readonly p50: number | null
  readonly p90: number | null
}

export const PREDICTION_STATES = ['open', 'came_true', 'did_not', 'averted', 'withdrawn'] as const
type PredictionState = (typeof PREDICTION_STATES)[number]

/** Why a prediction was closed. */
export const CLOSING_REASONS = [
  'reached',
  'horizon_passed',
  /** The value jumped away from the threshold as it had not done before. */
  'cause_undone',
  'less_likely',
  'muted',
  /** Its class did worse than counting: see the ledger. */
  'class_silent',
  'limit_changed',
  'signal_gone',
  'no_samples',
] as const
export type ClosingReason = (typeof CLOSING_REASONS)[number]

/** A statement about the future that can later be held against what happened. */
export interface Prediction {
  readonly id: string
  /** Signal id. */
  readonly signal: string
  readonly entity: string
  readonly service: string
  readonly threshold: number
  readonly direction: 'up' | 'down'
  readonly horizon_seconds: number
  readonly probability: number
  readonly breach_seconds: BreachSeconds
  readonly summary: string
  /** `exhaustion`, `ensemble`: which model spoke. */
  readonly model: string
  readonly class: ForecastClass
  /** Unix seconds at which it was first told; its horizon runs from here. */
  readonly opened_at: number
  /** Unix seconds of the newest numbers, from which `breach_seconds` count. */
  readonly made_at: number
  readonly state: PredictionState
  readonly closed_because: ClosingReason | null
  /** What became of the probability that was first told; known later than a withdrawal. */
  readonly outcome: Outcome
  /** Unix seconds at which the outcome was known. */
  readonly closed_at: number | null
}
