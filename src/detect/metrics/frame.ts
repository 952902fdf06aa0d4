import type { Place } from './memory.ts'

/**
 * One row as the heads see it, in the signal's own unit (see `baseline/scale.ts`). One frame is
 * filled again and again; it holds nothing between two rows.
 */
export interface Frame {
  /** The value. */
  y: number
  /** Rows learned before this one, and rows since the last long gap (this one included). */
  rows: number
  run: number
  /** Slow centre, spread (a standard deviation for normal data) and range of all values. */
  median: number
  spread: number
  range: number
  /** What this hour of the day usually has; the slow centre where the day does not help. */
  base: number
  /** `y - base`. */
  deviation: number
  /** `y` minus the best one-step prediction, in units of that prediction's usual error. */
  residual: number
  /** Whether `base` knows the time of day. */
  seasonal: boolean
  /** Where the latest rows are, the one before this first: see `baseline/recent.ts`. */
  readonly recent: Place
  /** The base has just begun, or ceased, to know the time of day. */
  switched: boolean
  /** Surprises of the heads that spoke before, in the order of the registry. */
  readonly surprises: Float64Array
}

export function createFrame(heads: number, recent: Place): Frame {
  return {
    y: 0,
    rows: 0,
    run: 0,
    median: 0,
    spread: 1,
    range: 1,
    base: 0,
    deviation: 0,
    residual: 0,
    seasonal: false,
    switched: false,
    recent,
    surprises: new Float64Array(heads),
  }
}
