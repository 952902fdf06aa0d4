import { QUANTILE_WIDE } from '../../../math/running-quantiles.ts'
import type { Need, Place } from '../memory.ts'
import type { DayKind } from '../wall-clock.ts'

export const BASELINE_NEED: Need = { wide: QUANTILE_WIDE + 9 }

/** Where the parts of the baseline live. */
export interface BaselinePlaces {
  readonly baseline: Place
  readonly season: Place
  readonly week: Place
  readonly autoregression: Place
  readonly recent: Place
  readonly blocks: Place
}

/** Numbers of the baseline; the first are quantiles. */
export const LOW = QUANTILE_WIDE
export const HIGH = QUANTILE_WIDE + 1
/** Usual one-step errors, each from rows that the prediction had not seen; of the season in use. */
export const ERROR_OF_MEDIAN = QUANTILE_WIDE + 2
export const ERROR_OF_SEASON = QUANTILE_WIDE + 3
export const ERROR_OF_NEXT = QUANTILE_WIDE + 4
/** How far above and below the expected value the band reaches. */
export const BAND_UP = QUANTILE_WIDE + 5
export const BAND_DOWN = QUANTILE_WIDE + 6
export const ROWS = QUANTILE_WIDE + 7
export const SEASONAL = QUANTILE_WIDE + 8

/** What `SEASONAL` may be: which season the base knows. */
export const NONE = 0
export const DAILY = 1
export const WEEKLY = 2

/** A prediction replaces a simpler one when its error is clearly lower. */
export const CLEARLY = 0.85
export const CLIP = 8

export interface Prediction {
  /** In the signal's unit. */
  expected: number
  lower: number
  upper: number
  /** What the season in use says of this row: the week's where that is in use, else the day's. */
  season: number
  next: number
  /** What each season says of this row; NaN while it is young. */
  day: number
  week: number
}

export function createPrediction(): Prediction {
  return { expected: 0, lower: 0, upper: 0, season: NaN, next: NaN, day: NaN, week: NaN }
}

/** The time of a row. */
export interface Moment {
  /** Local seconds; NaN where nothing may be told from the time. */
  readonly timestamp: number
  /** Seconds between rows. */
  readonly step: number
  /** Absent: an ordinary day. */
  readonly kind?: DayKind | undefined
}
