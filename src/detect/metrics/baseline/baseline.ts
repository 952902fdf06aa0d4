import { QUANTILE_WIDE, startQuantiles, stepQuantiles } from '../../../math/running-quantiles.ts'
import type { Frame } from '../frame.ts'
import type { Memory, Need, Place } from '../memory.ts'
import { autoregression } from './autoregression.ts'
import { completeBlock, pushToBlock } from './blocks.ts'
import { pushRecent, RECENT, unrollRecent } from './recent.ts'
import { learnSeason, moveSeason, seasonAt } from './season.ts'

const next = autoregression({ order: RECENT, ridge: 0.1 })
export const AUTOREGRESSION_NEED: Need = next.need
export const BASELINE_NEED: Need = { wide: QUANTILE_WIDE + 9 }

/** Where the parts of the baseline live. */
export interface BaselinePlaces {
  readonly baseline: Place
  readonly season: Place
  readonly autoregression: Place
  readonly recent: Place
  readonly blocks: Place
}

const LOW = QUANTILE_WIDE
const HIGH = QUANTILE_WIDE + 1
/** Usual one-step errors, each from rows that the prediction had not seen. */
const ERROR_OF_MEDIAN = QUANTILE_WIDE + 2
const ERROR_OF_SEASON = QUANTILE_WIDE + 3
const ERROR_OF_NEXT = QUANTILE_WIDE + 4
/** How far above and below the expected value the band reaches. */
const BAND_UP = QUANTILE_WIDE + 5
const BAND_DOWN = QUANTILE_WIDE + 6
const ROWS = QUANTILE_WIDE + 7
const SEASONAL = QUANTILE_WIDE + 8

/** A prediction replaces a simpler one when its error is clearly lower. */
const CLEARLY = 0.85
/** Normal data: distance from the 10 % to the 90 % quantile in standard deviations. */
const TEN_TO_NINETY = 2.563
/** No spread is taken to be smaller than this share of the range, and that is at least one unit. */
const LEAST_OF_RANGE = 1e-3
const CLIP = 8
/** Rows that must lie between a gap and a prediction from the rows before. */
const LEAST_RUN = 16
const ERROR_MEMORY = 500
/** Ordinary rows that lie outside the band, on each side. */
const OUTSIDE = 0.002

export interface Prediction {
  /** In the signal's unit. */
  expected: number
  lower: number
  upper: number
  season: number
  next: number
}

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
  { prediction, timestamp, step }: { prediction: Prediction; timestamp: number; step: number },
): void {
  const { wide } = memory
  const at = places.baseline.wide
  frame.rows = wide[at + ROWS]!
  frame.median = wide[at + 1]!
  frame.range = Math.max(1, wide[at + HIGH]! - wide[at + LOW]!)
  const tenToNinety = (wide[at + 2]! - wide[at]!) / TEN_TO_NINETY
  frame.spread = Math.max(tenToNinety, LEAST_OF_RANGE * frame.range)
  prediction.season = seasonAt(memory, places.season, timestamp, step)
  frame.seasonalDistance = frame.y - prediction.season
  unrollRecent(memory, places.recent, frame.past)
  frame.completesBlock = completeBlock(memory, places.blocks, frame)
  predictNext(memory, places, frame, prediction)
  choose(wide, at, frame, prediction)
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
  const error = run > LEAST_RUN ? next.errorOf(memory, place, y, past, run - 1) : NaN
  prediction.next = y - error
  frame.energy = next.energyOf(memory, place, error)
}

function choose(wide: Float64Array, at: number, frame: Frame, prediction: Prediction): void {
  const { season, next: row } = prediction
  const ofMedian = wide[at + ERROR_OF_MEDIAN]!
  const ofSeason = wide[at + ERROR_OF_SEASON]!
  const worse = wide[at + SEASONAL] === 1 ? 1 : CLEARLY
  frame.seasonal = !Number.isNaN(season) && ofSeason > 0 && ofSeason < worse * ofMedian
  frame.switched = !Number.isNaN(season) && frame.seasonal !== (wide[at + SEASONAL] === 1)
  if (frame.switched) switchBase(wide, at, frame.seasonal, frame.seasonal ? ofSeason : ofMedian)
  frame.base = frame.seasonal ? season : frame.median
  const least = LEAST_OF_RANGE * frame.range
  frame.deviation = unlessTiny(frame.y - frame.base, least)
  const error = frame.seasonal ? ofSeason : ofMedian
  frame.residual = frame.deviation / Math.max(error, LEAST_OF_RANGE * least)
  const ofNext = wide[at + ERROR_OF_NEXT]!
  if (!Number.isNaN(row) && ofNext > 0 && ofNext < CLEARLY * error) {
    frame.residual = (frame.y - row) / Math.max(ofNext, LEAST_OF_RANGE * least)
  }
  prediction.expected = frame.base
  prediction.upper = frame.base + Math.max(least, wide[at + BAND_UP]!)
  prediction.lower = frame.base - Math.max(least, wide[at + BAND_DOWN]!)
}

/** A difference that is nothing beside the range is no difference. */
function unlessTiny(difference: number, least: number): number {
  return Math.abs(difference) < least ? 0 : difference
}

/** The band of another base is no guide; four usual errors are a start that it learns from. */
function switchBase(wide: Float64Array, at: number, seasonal: boolean, error: number): void {
  wide[at + SEASONAL] = seasonal ? 1 : 0
  wide[at + BAND_UP] = 4 * error
  wide[at + BAND_DOWN] = 4 * error
}

/** Learns this row. `weight` below 1 is for rows inside an event, which teach less. */
export function learnBaseline(
  memory: Memory,
  places: BaselinePlaces,
  frame: Frame,
  row: { prediction: Prediction; timestamp: number; step: number; weight: number },
): void {
  const { wide } = memory
  const at = places.baseline.wide
  const { y, spread, median } = frame
  learnErrors(wide, at, frame, row.prediction)
  learnBand(wide, at, frame, row.weight)
  const clip = 4 * spread * row.weight
  learnSeason(memory, places.season, { timestamp: row.timestamp, y }, { step: row.step, clip })
  const reach = Math.max(20 * spread, frame.range)
  const tame = Math.max(median - reach, Math.min(median + reach, y))
  next.learn(memory, places.autoregression, tame, frame.past)
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

/** Each side of the band is a far quantile of the deviation to that side. */
function learnBand(wide: Float64Array, at: number, frame: Frame, weight: number): void {
  const step = weight * frame.spread * Math.max(4 / frame.rows, 0.05)
  const { deviation } = frame
  const up = wide[at + BAND_UP]!
  const down = wide[at + BAND_DOWN]!
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
  next.move(memory, places.autoregression, by)
}
