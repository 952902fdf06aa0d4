import { BLOCKS } from './baseline/blocks.ts'
import { RECENT } from './baseline/recent.ts'

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
  /** `y` minus what this hour of the day usually has, helpful or not; NaN before two whole days. */
  seasonalDistance: number
  /** Squared error of the autoregression over its usual one; NaN before the first fit. */
  energy: number
  /** Whether `base` knows the time of day. */
  seasonal: boolean
  /** This row at 0, then the rows before it. */
  readonly past: Float64Array
  /** Means of three rows, the latest at 1 ends with this row; filled only where `completesBlock`. */
  readonly blocks: Float64Array
  completesBlock: boolean
  /** The base has just begun, or ceased, to know the time of day. */
  switched: boolean
  /** Surprises of the heads that spoke before, in the order of the registry. */
  readonly surprises: Float64Array
}

export function createFrame(heads: number): Frame {
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
    seasonalDistance: NaN,
    energy: NaN,
    seasonal: false,
    switched: false,
    past: new Float64Array(RECENT + 1),
    blocks: new Float64Array(BLOCKS + 1),
    completesBlock: false,
    surprises: new Float64Array(heads),
  }
}
