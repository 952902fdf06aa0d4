import type { Frame } from '../frame.ts'
import type { Memory } from '../memory.ts'
import { learnSeason } from './season.ts'
import {
  BAND_DOWN,
  BAND_UP,
  CLEARLY,
  CLIP,
  DAILY,
  ERROR_OF_MEDIAN,
  ERROR_OF_SEASON,
  NONE,
  SEASONAL,
  WEEKLY,
  type BaselinePlaces,
  type Moment,
  type Prediction,
} from './slots.ts'
import { anyDayAt, DEBT, learnWeek } from './week.ts'

/**
 * Days that the comparison of the week with what is simpler looks back on, what the week owes at
 * first (in usual errors), and `CLEARLY` for it: a few weeks are few rows, however many the samples.
 * Measured on 84 days whose levels come by chance, 20 series of each sort that took no part in the
 * choice: without a day season 0 to 4 of them ever use the week (0 to 8 % of the rows), with one none.
 * Clear weekends are found in their fourth week.
 */
const WEEK_MEMORY = 14
const FIRST_DEBT = 0.1
const BETTER_WEEK = 0.7
const DAY = 86_400

/** Which season the base knows: none, the day, or the week, each only where it clearly helps. */
export function chooseSeason(
  { wide, fine }: Memory,
  { baseline: { wide: at }, week: { fine: week } }: BaselinePlaces,
  frame: Frame,
  prediction: Prediction,
): void {
  const used = wide[at + SEASONAL]!
  const ofMedian = wide[at + ERROR_OF_MEDIAN]!
  const ofSeason = wide[at + ERROR_OF_SEASON]!
  const worse = used === NONE ? CLEARLY : 1
  const helps = ofSeason > 0 && ofSeason < worse * ofMedian
  const known = !Number.isNaN(prediction.day)
  const weekly = fine[week + DEBT]! < 0 && !Number.isNaN(prediction.week)
  const better = weekly ? WEEKLY : helps ? DAILY : NONE
  frame.seasonal = known && better !== NONE
  frame.switched = known && better !== used
  if (!frame.switched) return
  const error = used === NONE ? ofMedian : ofSeason
  if (better === WEEKLY || used === WEEKLY) {
    // The error of the season in use begins anew: that of the base before is its best guess.
    wide[at + ERROR_OF_SEASON] = error
    // From now on it must only be no worse: the account is as if that had been so before.
    const credit = better === WEEKLY ? (BETTER_WEEK - 1) * error : FIRST_DEBT * ofMedian
    fine[week + DEBT] = credit + Math.min(0, better === WEEKLY ? fine[week + DEBT]! : 0)
    prediction.season = better === WEEKLY ? prediction.week : prediction.day
    frame.seasonalDistance = frame.y - prediction.season
  }
  switchBase(wide, at, better, better === NONE ? ofMedian : wide[at + ERROR_OF_SEASON]!)
}

/** The band of another base is no guide; four usual errors are a start that it learns from. */
function switchBase(wide: Float64Array, at: number, season: number, error: number): void {
  wide[at + SEASONAL] = season
  wide[at + BAND_UP] = 4 * error
  wide[at + BAND_DOWN] = 4 * error
}

/** Special days teach the seasons nothing. */
export function learnSeasons(
  memory: Memory,
  places: BaselinePlaces,
  frame: Frame,
  row: Moment & { prediction: Prediction; weight: number },
): void {
  const { y, spread } = frame
  const { timestamp, step, kind = 0 } = row
  const { day, week } = row.prediction
  const weekly = memory.wide[places.baseline.wide + SEASONAL] === WEEKLY && !Number.isNaN(week)
  learnWeek(memory, places, { timestamp, step, kind, y: tamed(frame), ofDay: day, spread, weekly })
  if (kind !== 0) return
  // Where the week is in use the ring keeps to its mean: it learns what the week does not explain.
  const ofRing = weekly ? y - week + day : y
  const clip = 4 * spread * row.weight
  learnSeason(memory, places.season, { timestamp, y: ofRing }, { step, clip })
}

/**
 * Keeps the account of how much better the week is than what would be used without it, and than
 * itself without its weekdays: following a level that wanders is no merit of the week.
 */
export function owe(
  memory: Memory,
  { baseline: { wide: at }, week: place }: BaselinePlaces,
  { y, median, spread }: Frame,
  { prediction, step }: Moment & { prediction: Prediction },
): void {
  const { wide, fine } = memory
  const { day, week } = prediction
  if (Number.isNaN(week)) return
  const used = wide[at + SEASONAL]!
  const ofMedian = used === DAILY ? Infinity : Math.abs(y - median)
  const ofDay = used === NONE ? Infinity : Math.abs(y - day)
  const ofAnyDay = Math.abs(y - anyDayAt(memory, place, day))
  const simplest = Math.min(ofMedian, ofDay, ofAnyDay, CLIP * spread)
  const ofWeek = Math.min(CLIP * spread, Math.abs(y - week))
  const slot = place.fine + DEBT
  if (fine[slot] === 0) fine[slot] = FIRST_DEBT * wide[at + ERROR_OF_MEDIAN]!
  const owed = ofWeek - (used === WEEKLY ? 1 : BETTER_WEEK) * simplest
  fine[slot]! += (step / DAY / WEEK_MEMORY) * (owed - fine[slot]!)
}

/** The row, where it is not so far away that it would spoil what learns from it. */
export function tamed({ y, median, spread, range }: Frame): number {
  const reach = Math.max(20 * spread, range)
  return Math.max(median - reach, Math.min(median + reach, y))
}
