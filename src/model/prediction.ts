/** Seconds from `made_at` until the crossing; null where it is not expected within the horizon. */
export interface BreachSeconds {
  readonly p10: number | null
  readonly p50: number | null
  readonly p90: number | null
}

type PredictionState = 'open' | 'came_true' | 'did_not' | 'withdrawn'

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
  /** Unix seconds. */
  readonly made_at: number
  readonly state: PredictionState
  /** Unix seconds at which the outcome was known. */
  readonly closed_at: number | null
}
