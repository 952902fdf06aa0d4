import { QUANTILE_WIDE, startQuantiles, stepQuantiles } from '../../../math/running-quantiles.ts'
import type { Frame } from '../frame.ts'
import type { Memory, Need } from '../memory.ts'
import type { DayKind } from '../wall-clock.ts'
import { autoregression } from './autoregression.ts'
import { completeBlock, pushToBlock } from './blocks.ts'
import { pushRecent, RECENT, unrollRecent } from './recent.ts'
import { moveSeason, seasonAt } from './season.ts'
import {
  BAND_DOWN,
  BAND_UP,
  CLEARLY,
  CLIP,
  ERROR_OF_MEDIAN,
  ERROR_OF_NEXT,
  ERROR_OF_SEASON,
  HIGH,
  LOW,
  ROWS,
  SEASONAL,
  WEEKLY,
  type BaselinePlaces,
  type Moment,
  type Prediction,
} from './slots.ts'
import { moveWeek, weekAt } from './week.ts'
import { chooseSeason, learnSeasons, owe, tamed } from './which-season.ts'

const next = autoregression({ order: RECENT, ridge: 0.1 })
export const AUTOREGRESSION_NEED: Need = next.need

/** Normal data: distance from the 10 % to the 90 % quantile in standard deviations. */
const TEN_TO_NINETY = 2.563
/** No spread is taken to be smaller than this share of the range, and that is at least one unit. */
const LEAST_OF_RANGE = 1e-3
/** Rows that must lie between a gap and a prediction from the rows before. */
const LEAST_RUN = 16
const ERROR_MEMORY = 500
/** Ordinary rows that lie outside the band, on each side. */
const OUTSIDE = 0.002

/** A band around a season is not wider than so many of its usual errors, to each side. */
const WIDEST = 12

/** Starts from the warm-up rows, or from one constant that was seen `rows` times. */
export function startBaseline(
  { wide }: Memory,
  { baseline: { wide: at } }: BaselinePlaces,
  sorted: Float64Array,
): void {
  const lowest = sorted[0]!
  const highest = sorted[sorted.length - 1]!
  startQuantiles(wide, at, sorted)
  wide[at + LOW] = lowest
  wide[at + HIGH] = highest
  wide[at + ERROR_OF_MEDIAN] = (wide[at + 2]! - wide[at]!) / TEN_TO_NINETY
  wide[at + BAND_UP] = highest - wide[at + 1]!
  wide[at + BAND_DOWN] = wide[at + 1]! - lowest
  wide[at + ROWS] = sorted.length
}

/** Fills what the frame says of the baseline, and the prediction for this row. */
export function predict(
  memory: Memory,
  places: BaselinePlaces,
  frame: Frame,
  { prediction, timestamp, step, kind = 0 }: Moment & { prediction: Prediction },
): void {
  const { wide } = memory
  const at = places.baseline.wide
  frame.rows = wide[at + ROWS]!
  frame.median = wide[at + 1]!
  frame.range = Math.max(1, wide[at + HIGH]! - wide[at + LOW]!)
  const tenToNinety = (wide[at + 2]! - wide[at]!) / TEN_TO_NINETY
  frame.spread = Math.max(tenToNinety, LEAST_OF_RANGE * frame.range)
  const day = kind === 2 ? NaN : seasonAt(memory, places.season, timestamp, step)
  prediction.day = day
  prediction.week = weekAt(memory, places.week, { timestamp, kind }, day)
  prediction.season = wide[at + SEASONAL] === WEEKLY ? prediction.week : day
  frame.seasonalDistance = frame.y - prediction.season
  frame.past[0] = frame.y
  unrollRecent(memory, places.recent, frame.past)
  frame.completesBlock = completeBlock(memory, places.blocks, frame)
  predictNext(memory, places, frame, prediction)
  choose(memory, places, frame, { prediction, kind })
}

/** What follows from the rows before, and how far the row is from it. */
function predictNext(
  memory: Memory,
  places: BaselinePlaces,
  frame: Frame,
  prediction: Prediction,
): void {
  const { y, past, run } = frame
  const place = places.autoregression
  const error = run > LEAST_RUN ? next.errorOf(memory, place, past, run - 1) : NaN
  prediction.next = y - error
  frame.energy = next.energyOf(memory, place, error)
}

function choose(
  memory: Memory,
  places: BaselinePlaces,
  frame: Frame,
  { prediction, kind }: { prediction: Prediction; kind: DayKind },
): void {
  const { wide } = memory
  const at = places.baseline.wide
  chooseSeason(memory, places, frame, prediction)
  const { season, next: row } = prediction
  const ofMedian = wide[at + ERROR_OF_MEDIAN]!
  const ofSeason = wide[at + ERROR_OF_SEASON]!
  frame.base = frame.seasonal ? season : frame.median
  const least = LEAST_OF_RANGE * frame.range
  frame.deviation = unlessTiny(frame.y - frame.base, least)
  prediction.expected = frame.base
  prediction.upper = frame.base + Math.max(least, wide[at + BAND_UP]!)
  prediction.lower = frame.base - Math.max(least, wide[at + BAND_DOWN]!)
  if (kind === 2) expectNothing(wide, at, frame, prediction)
  const error = frame.seasonal ? ofSeason : ofMedian
  frame.residual = frame.deviation / Math.max(error, LEAST_OF_RANGE * least)
  const ofNext = wide[at + ERROR_OF_NEXT]!
  if (!Number.isNaN(row) && ofNext > 0 && ofNext < CLEARLY * error) {
    frame.residual = (frame.y - row) / Math.max(ofNext, LEAST_OF_RANGE * least)
  }
}

/**
 * On a day that is like no day before, what has ever been seen, and as much again on either side,
 * is as good as expected: the base says nothing of it. Rows that do not follow from those before
 * are still odd.
 */
function expectNothing(wide: Float64Array, at: number, frame: Frame, prediction: Prediction): void {
  prediction.upper = wide[at + HIGH]! + frame.range
  prediction.lower = wide[at + LOW]! - frame.range
  if (frame.y > prediction.upper || frame.y < prediction.lower) return
  frame.deviation = 0
}

/** A difference that is nothing beside the range is no difference. */
function unlessTiny(difference: number, least: number): number {
  return Math.abs(difference) < least ? 0 : difference
}

/** Learns this row. `weight` below 1 is for rows inside an event, which teach less. */
export function learnBaseline(
  memory: Memory,
  places: BaselinePlaces,
  frame: Frame,
  row: Moment & { prediction: Prediction; weight: number },
): void {
  const { wide } = memory
  const at = places.baseline.wide
  const { y, spread, median } = frame
  const { prediction, kind = 0 } = row
  learnErrors(wide, at, frame, prediction)
  owe(memory, places, frame, row)
  if (kind !== 2) learnBand(wide, at, frame, row.weight)
  learnSeasons(memory, places, frame, row)
  const tame = tamed(frame)
  frame.past[0] = tame
  next.learn(memory, places.autoregression, frame.past)
  pushRecent(memory, places.recent, tame)
  pushToBlock(memory, places.blocks, tame)
  stepQuantiles(wide, at, y, { spread: spread * 2.5 * row.weight, rows: frame.rows })
  // One far value may at most double the range, so that it cannot blind the floors for good.
  wide[at + HIGH] = Math.max(wide[at + HIGH]!, Math.min(y, median + frame.range + 4 * spread))
  wide[at + LOW] = Math.min(wide[at + LOW]!, Math.max(y, median - frame.range - 4 * spread))
  wide[at + ROWS]! += 1
}

function learnErrors(wide: Float64Array, at: number, frame: Frame, prediction: Prediction): void {
  const clip = CLIP * frame.spread
  const rate = Math.max(1 / frame.rows, 1 / ERROR_MEMORY)
  // What is new must first show, over some hundred rows, that it is better.
  const doubt = 2 * wide[at + ERROR_OF_MEDIAN]!
  stepError(wide, at + ERROR_OF_MEDIAN, frame.y - frame.median, { clip, rate })
  stepError(wide, at + ERROR_OF_SEASON, frame.y - prediction.season, { clip, rate, doubt })
  stepError(wide, at + ERROR_OF_NEXT, frame.y - prediction.next, { clip, rate, doubt })
}

function stepError(
  wide: Float64Array,
  slot: number,
  error: number,
  { clip, rate, doubt }: { clip: number; rate: number; doubt?: number },
): void {
  if (Number.isNaN(error)) return
  const size = Math.min(Math.abs(error), clip)
  const known = wide[slot] === 0 ? (doubt ?? size) : wide[slot]!
  wide[slot] = known + rate * (size - known)
}

/**
 * Each side of the band is a far quantile of the deviation to that side. Quantiles come down slowly;
 * a season's errors tell sooner how narrow it may be.
 */
function learnBand(wide: Float64Array, at: number, frame: Frame, weight: number): void {
  const step = weight * frame.spread * Math.max(4 / frame.rows, 0.05)
  const { deviation } = frame
  const most = frame.seasonal ? WIDEST * wide[at + ERROR_OF_SEASON]! : Infinity
  const up = Math.min(most, wide[at + BAND_UP]!)
  const down = Math.min(most, wide[at + BAND_DOWN]!)
  wide[at + BAND_UP] = Math.max(0, up + step * (deviation > up ? 1 - OUTSIDE : -OUTSIDE))
  wide[at + BAND_DOWN] = Math.max(0, down + step * (-deviation > down ? 1 - OUTSIDE : -OUTSIDE))
}

/** Counts rows that were like the ones before and passed unseen. */
export function growOlder({ wide }: Memory, { baseline }: BaselinePlaces, rows: number): void {
  wide[baseline.wide + ROWS]! += rows
}

/** Takes a lasting change of level over at once. */
export function moveBaseline(memory: Memory, places: BaselinePlaces, by: number): void {
  const { wide } = memory
  const at = places.baseline.wide
  for (let i = 0; i < QUANTILE_WIDE; i++) wide[at + i]! += by
  wide[at + LOW] = Math.min(wide[at + LOW]!, wide[at + LOW]! + by)
  wide[at + HIGH] = Math.max(wide[at + HIGH]!, wide[at + HIGH]! + by)
  moveSeason(memory, places.season, by)
  moveWeek(memory, places.week, by)
  next.move(memory, places.autoregression, by)
}
