import { fisherSurprise } from '../../math/fisher-surprise.ts'
import { tailLearn, tailSurprise } from '../../math/surprise-tail.ts'
import { advanceClock } from '../metrics/clock.ts'
import { learnCovariance, refitPrecision } from './covariance.ts'
import { squaredDistance, type Standings } from './distance.ts'
import {
  CLOCK,
  CREDIT,
  DISTANCE,
  DISTANCE_TAIL,
  levelAt,
  levelTail,
  MOST_COLUMNS,
  previousAt,
  ROWS,
  stepAt,
  stepTail,
} from './layout.ts'
import { clipped, learnScale, standingOf, tamed } from './scale.ts'
import type { EntityState } from './state.ts'

/** What is thought of one row. One object is filled again and again. */
export interface EntityJudgement {
  /** Surprise of the columns together, -log10 of a tail probability; finite, 0 while learning. */
  entityScore: number
  /** Surprise of each column by itself, finite, ≥ 0; 0 where its cell is missing. */
  readonly columnScores: Float64Array
}

export function createEntityJudgement(columns: number): EntityJudgement {
  return { entityScore: 0, columnScores: new Float64Array(columns) }
}

/** Rows before the first verdict on the whole. */
const WARM_UP = 32
/** Share of the newest row in the smoothed distance: an anomaly of a machine lasts a few rows. */
const NEWEST = 0.3
/**
 * A row that is far is believed less: twice the usual distance by half, and so on (an M-estimator of
 * scatter after Maronna 1976, with Huber's weights). What has become usual, one row in a hundred, is
 * believed by a tenth at least, so that what stays is learned, but not in the course of an incident.
 */
const LEAST_WEIGHT = 0.1
const USUAL = 2
const LOUDEST = 20
/** No column may say more than this by its level or its step: no history supports p = 1e-12. */
const LOUDEST_LOOK = 12

// Filled anew for every row: nothing in here lives longer than one call.
const levels = new Float64Array(MOST_COLUMNS)
const steps = new Float64Array(MOST_COLUMNS)
const missing = new Uint16Array(MOST_COLUMNS)
const standings = new Float64Array(MOST_COLUMNS)

/**
 * Judges one row by the rows before it, then learns it. `values` has one number a column, NaN (or an
 * infinity) where nothing was there; a row whose time is not after the last one is neither judged
 * nor learned. `out` must be of as many columns.
 */
export function judgeRow(
  state: EntityState,
  timestamp: number,
  values: ArrayLike<number>,
  out: EntityJudgement,
): void {
  const { columns, wide } = state
  out.entityScore = 0
  out.columnScores.fill(0)
  if (advanceClock(state, CLOCK, timestamp, 0) < 0) return
  const row = { values: standings, columns, missing, missingCount: 0 }
  look(state, values, row)
  if (row.missingCount < columns) {
    judgeColumns(state, row, out)
    const weight = judgeTogether(state, row, out)
    wide[ROWS]! += 1
    learnColumns(state, values, weight)
    learnCovariance(state, standings, columns, weight)
  }
  remember(state, values)
}

/** Where every column stands, and how far its step was; NaN for what is not there. */
function look({ wide, columns }: EntityState, values: ArrayLike<number>, row: Standings): void {
  for (let column = 0; column < columns; column++) {
    const value = tamed(values[column]!)
    const step = value - wide[previousAt(column)]!
    levels[column] = steps[column] = NaN
    if (!Number.isFinite(values[column]!)) row.missing[row.missingCount++] = column
    else {
      levels[column] = standingOf(wide, levelAt(column), value)
      if (!Number.isNaN(step)) steps[column] = standingOf(wide, stepAt(column), step)
    }
    row.values[column] = clipped(levels[column]!)
  }
}

/** Each column by itself: how rarely it was so far out, and moved so far at once. */
function judgeColumns(
  state: EntityState,
  { columns }: Standings,
  { columnScores }: EntityJudgement,
): void {
  for (let column = 0; column < columns; column++) {
    const level = Math.abs(levels[column]!)
    if (Number.isNaN(level)) continue
    const step = Math.abs(steps[column]!) || 0
    columnScores[column] = fisherSurprise(
      Math.min(LOUDEST_LOOK, tailSurprise(state, levelTail(column), level)),
      Math.min(LOUDEST_LOOK, tailSurprise(state, stepTail(column), step)),
    )
  }
}

/** All columns at once; answers how much the row is to be believed (0…1). */
function judgeTogether(state: EntityState, row: Standings, out: EntityJudgement): number {
  const { wide, precision, columns } = state
  refitPrecision(state, columns)
  // 1 on average, however many columns are there.
  const distance = squaredDistance(precision, row) / (columns - row.missingCount)
  wide[DISTANCE]! += NEWEST * (distance - wide[DISTANCE]!)
  if (wide[ROWS]! < WARM_UP) return believed(distance, 0)
  out.entityScore = Math.min(LOUDEST, tailSurprise(state, DISTANCE_TAIL, wide[DISTANCE]!))
  const weight = believed(distance, out.entityScore)
  // A tail counts whole rows: those that are believed by a tenth add up to one in ten.
  wide[CREDIT]! += Math.max(LEAST_WEIGHT, weight)
  if (wide[CREDIT]! >= 1) {
    wide[CREDIT]! -= 1
    tailLearn(state, DISTANCE_TAIL, wide[DISTANCE]!)
  }
  return weight
}

function believed(distance: number, surprise: number): number {
  const least = LEAST_WEIGHT * Math.min(1, 10 ** (USUAL - surprise))
  return Math.max(least, Math.min(1, 1 / distance))
}

function learnColumns(state: EntityState, values: ArrayLike<number>, weight: number): void {
  const { wide, columns } = state
  for (let column = 0; column < columns; column++) {
    const level = levels[column]!
    if (Number.isNaN(level)) continue
    const value = tamed(values[column]!)
    tailLearn(state, levelTail(column), Math.abs(level))
    learnScale(wide, levelAt(column), value, weight)
    const step = steps[column]!
    if (Number.isNaN(step)) continue
    tailLearn(state, stepTail(column), Math.abs(step))
    learnScale(wide, stepAt(column), value - wide[previousAt(column)]!, weight)
  }
}

function remember({ wide, columns }: EntityState, values: ArrayLike<number>): void {
  for (let column = 0; column < columns; column++) {
    const value = values[column]!
    wide[previousAt(column)] = Number.isFinite(value) ? tamed(value) : NaN
  }
}
