import { packedLength } from '../../math/packed-inverse.ts'
import { TAIL_COUNTS, TAIL_FINE, type TailPlace } from '../../math/surprise-tail.ts'
import { CLOCK_NEED } from '../metrics/clock.ts'
import { SCALE_WIDE } from './scale.ts'

/** Columns of one entity at most: the inverse takes time with the cube of their number. */
export const MOST_COLUMNS = 256

/** Where the numbers lie: first those of the whole entity, then column by column, then by pairs. */
export const CLOCK = { wide: 0, fine: 0, small: 0 }
export const ROWS = CLOCK_NEED.wide!
/** The row count at which the covariance is next inverted. */
export const REFIT = ROWS + 1
/** Smoothed distance per column. */
export const DISTANCE = ROWS + 2
/** Share of a row that the tail of distances is still to be taught. */
export const CREDIT = ROWS + 3
const COLUMNS = ROWS + 4

const LEVEL = 0
const STEP = SCALE_WIDE
const PREVIOUS = 2 * SCALE_WIDE
const COLUMN_WIDE = 2 * SCALE_WIDE + 1

const columnAt = (column: number) => COLUMNS + column * COLUMN_WIDE
/** The scale of a column's values. */
export const levelAt = (column: number): number => columnAt(column) + LEVEL
/** The scale of its steps from row to row. */
export const stepAt = (column: number): number => columnAt(column) + STEP
/** Its value in the row before, NaN where there was none. */
export const previousAt = (column: number): number => columnAt(column) + PREVIOUS
/** Second moments of the columns' standings, a packed lower triangle. */
export const covarianceAt = (columns: number): number => columnAt(columns)
/** The inverse of their correlations, packed too. */
export const precisionAt = (columns: number): number => (1 + 2 * columns) * TAIL_FINE

/** Tails: number 0 is that of the distance, then level and step of each column. */
export const DISTANCE_TAIL: TailPlace = tail(0)
export const levelTail = (column: number): TailPlace => LEVEL_TAILS[column]!
export const stepTail = (column: number): TailPlace => STEP_TAILS[column]!
const LEVEL_TAILS = Array.from({ length: MOST_COLUMNS }, (_, column) => tail(1 + 2 * column))
const STEP_TAILS = Array.from({ length: MOST_COLUMNS }, (_, column) => tail(2 + 2 * column))

function tail(number: number): TailPlace {
  return { fine: number * TAIL_FINE, small: number * TAIL_COUNTS, shape: 'power', ordinary: 0 }
}

/** Numbers of each sort that an entity of so many columns needs. */
export function sizeOf(columns: number): { wide: number; fine: number; small: number } {
  const pairs = packedLength(columns)
  return {
    wide: covarianceAt(columns) + pairs,
    fine: precisionAt(columns) + pairs,
    small: (1 + 2 * columns) * TAIL_COUNTS,
  }
}
