/** What kind of thing was foretold: skill is held against each by itself. */
export const FORECAST_CLASSES = [
  /** Something limited that steadily fills or drains: a disk, memory, file descriptors. */
  'exhaustion',
  /** Something limited that comes and goes: a pool, a queue, a CPU. */
  'saturation',
  /** The threshold of one of the user's own alert rules. */
  'rule',
  /** The error budget of an objective. */
  'objective',
  /** A date: a certificate. */
  'expiry',
  /** Something that climbs from restart to restart. */
  'leak',
] as const
export type ForecastClass = (typeof FORECAST_CLASSES)[number]

export const OUTCOMES = [
  'pending',
  /** The threshold was reached within the horizon. */
  'came_true',
  /** The horizon passed, and it was not. */
  'did_not',
  /** Its cause was undone first: the value jumped back as it had not done before. */
  'averted',
  /** There were no samples to judge by. */
  'unknown',
] as const
export type Outcome = (typeof OUTCOMES)[number]

/**
 * One probability that was said at one moment, to be held against what happened. It is never
 * rewritten: what is thought later is another statement.
 */
export interface Statement {
  readonly id: string
  /** The prediction that opened with it; null where nothing was told. */
  readonly prediction: string | null
  /** `opening`: a prediction was due. `sample`: it was this signal's turn, however probable. */
  readonly occasion: 'opening' | 'sample'
  /** Signal id. */
  readonly signal: string
  readonly entity: string
  readonly service: string
  readonly class: ForecastClass
  /** Which model spoke. */
  readonly model: string
  readonly threshold: number
  readonly direction: 'up' | 'down'
  /** Unix seconds of the newest sample that was known. */
  readonly made_at: number
  readonly horizon_seconds: number
  readonly probability: number
  /** What somebody would have said who only counts how often it happened before. */
  readonly reference: number
  /** The newest sample. */
  readonly value: number
  /** The farthest that the value had moved away from the threshold in half an hour until then. */
  readonly usual_relief: number
  readonly outcome: Outcome
  /** Unix seconds at which the outcome was known. */
  readonly settled_at: number | null
}

/** Statements whose probability lay in `from`…`to`: what was said on the mean, and what happened. */
export interface ReliabilityBin {
  readonly from: number
  readonly to: number
  readonly count: number
  /** Mean probability; null where there is no statement. */
  readonly said: number | null
  /** Share that came true. */
  readonly happened: number | null
}

/** Brier scores (mean squared error of a probability: lower is better) of one set of statements. */
export interface BrierScores {
  readonly scored: number
  readonly brier: number | null
  readonly reference_brier: number | null
  /** 1 - brier / reference_brier; null where too little is settled or the reference never errs. */
  readonly skill: number | null
}

/** How one class of forecasts has done. What was averted counts as `did_not`. */
export interface ClassSkill extends BrierScores {
  readonly class: ForecastClass
  readonly counts: Readonly<Record<Outcome, number>>
  /** Signals that the scored statements are about. */
  readonly signals: number
  /** 95 %, by resampling whole signals; null for too few of them. */
  readonly interval: { readonly low: number; readonly high: number } | null
  readonly without_averted: BrierScores
  /** Expected calibration error: mean distance of said and happened over the bins. */
  readonly ece: number | null
  readonly bins: readonly ReliabilityBin[]
  /** Unix seconds since when nothing of this class is told, because it did worse than counting. */
  readonly silent_since: number | null
  /** One sentence on how the class stands. */
  readonly summary: string
}

/** Whether a class is told; the statements made since then decide on the next change. */
export interface Voice {
  readonly class: ForecastClass
  readonly silent: boolean
  /** Unix seconds. */
  readonly since: number
}
