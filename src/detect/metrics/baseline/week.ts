import type { Memory, Need, Place } from '../memory.ts'
import type { DayKind } from '../wall-clock.ts'
import { aboutRing, moveSeason } from './season.ts'

const DAY = 86_400
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 3
const SATURDAY = 5
const SUNDAY = 6
const ALL_SEVEN = 0b111_1111

/** Mean of each weekday. */
const LEVEL = 0
/** How far the day swings about its mean: Monday to Friday, Saturday, Sunday. */
const SWING = 7
/** Of the day that is not over: running means of the value, and of its product with the ring. */
const MEAN = 10
const PRODUCT = 11
const ROWS = 12
/** Mean and swing of the ring when this day began. */
const MIDDLE = 13
const REACH = 14
/** See `baseline.ts`. */
export const DEBT = 15
/** The local day that is going on, 1 to 252; bits of the weekdays seen once, and twice. */
const TODAY = 0
const ONCE = 1
const TWICE = 2

export const WEEK_NEED: Need = { fine: 16, small: 3 }

/** A multiple of seven that fits in a byte: the weekday can be told from it. */
const DAYS_TOLD = 252
/** The mean of a day with more rows missing is not that of the day; when clocks leap 4 % are. */
const LEAST_OF_DAY = 0.9
/** What one day teaches: of the level of all days, of its own weekday beyond that, of its swing. */
const COMMON_RATE = 0.2
const OWN_RATE = 0.3
const SWING_RATE = 0.25
const LARGEST_GAIN = 4
/** One day moves its level by at most so many spreads. */
const CLIP = 4

/** Where the ring of the day and the week on top of it live. */
export interface SeasonPlaces {
  readonly season: Place
  readonly week: Place
}

function weekdayOf(day: number): number {
  const since = day + FIRST_WEEKDAY
  // The remainder of two doubles is slow.
  return since - 7 * Math.floor(since / 7)
}

/**
 * What the ring's value `ofDay` becomes on this weekday: the ring's shape with the level of the weekday
 * and the swing of its kind. A day like a Sunday (`kind` 1) is one. `timestamp` is in local seconds.
 * NaN before two whole days of each weekday are over.
 */
export function weekAt(
  { fine, small }: Memory,
  { fine: at, small: bytes }: Place,
  { timestamp, kind }: { timestamp: number; kind: DayKind },
  ofDay: number,
): number {
  if (small[bytes + TWICE] !== ALL_SEVEN || Number.isNaN(ofDay)) return NaN
  const weekday = kind === 1 ? SUNDAY : weekdayOf(Math.floor(timestamp / DAY))
  const reach = fine[at + REACH]!
  const swing = fine[at + SWING + Math.max(0, weekday - SATURDAY + 1)]!
  const gain = reach > 0 ? Math.min(LARGEST_GAIN, swing / reach) : 0
  return fine[at + LEVEL + weekday]! + gain * (ofDay - fine[at + MIDDLE]!)
}

/** What the ring's value `ofDay` becomes at the level of all weekdays: the week without weekdays. */
export function anyDayAt({ fine }: Memory, { fine: at }: Place, ofDay: number): number {
  return levelOfAll(fine, at) + ofDay - fine[at + MIDDLE]!
}

function levelOfAll(fine: Float32Array, at: number): number {
  let sum = 0
  for (let i = 0; i < 7; i++) sum += fine[at + LEVEL + i]!
  return sum / 7
}

export interface WeekLesson {
  /** Local seconds. */
  readonly timestamp: number
  readonly step: number
  readonly kind: DayKind
  readonly y: number
  /** What the ring said of this row; NaN while it is young. */
  readonly ofDay: number
  readonly spread: number
  /** Whether the week is in use: the ring then learns around it, and is kept at the week's mean. */
  readonly weekly: boolean
}

/** Takes one row into the day that is going on; levels and swings learn from days that are over. */
export function learnWeek(memory: Memory, places: SeasonPlaces, row: WeekLesson): void {
  const { fine, small } = memory
  const { fine: at, small: bytes } = places.week
  const day = Math.floor(row.timestamp / DAY)
  const today = 1 + day - DAYS_TOLD * Math.floor(day / DAYS_TOLD)
  if (Number.isNaN(today)) return
  if (small[bytes + TODAY] !== today) {
    if (fine[at + ROWS]! * row.step >= LEAST_OF_DAY * DAY)
      finishDay(memory, places.week, row.spread)
    small[bytes + TODAY] = today
    beginDay(memory, places, row)
  }
  if (row.kind !== 0 || Number.isNaN(row.ofDay)) return
  fine[at + ROWS]! += 1
  const share = 1 / fine[at + ROWS]!
  const middle = fine[at + MIDDLE]!
  fine[at + MEAN]! += share * (row.y - fine[at + MEAN]!)
  const product = (row.y - middle) * (row.ofDay - middle)
  fine[at + PRODUCT]! += share * (product - fine[at + PRODUCT]!)
}

function finishDay({ fine, small }: Memory, place: Place, spread: number): void {
  const { fine: at, small: bytes } = place
  const weekday = weekdayOf(small[bytes + TODAY]! - 1)
  const bit = 1 << weekday
  const once = small[bytes + ONCE]!
  const kind = Math.max(0, weekday - SATURDAY + 1)
  const kindSeen = (once & KINDS[kind]!) !== 0
  learnSwing(fine, at, at + SWING + kind, kindSeen)
  learnLevel(fine, at, weekday, { seen: once, spread })
  small[bytes + TWICE]! |= once & bit
  small[bytes + ONCE] = once | bit
}

const KINDS = [0b001_1111, 0b010_0000, 0b100_0000] as const

function learnSwing(fine: Float32Array, at: number, slot: number, seen: boolean): void {
  const reach = fine[at + REACH]!
  // How far along the ring's shape the day swung, whatever the swing of the ring itself was.
  const swing = reach > 0 ? Math.max(0, fine[at + PRODUCT]! / reach) : 0
  fine[slot]! += (seen ? SWING_RATE : 1) * (swing - fine[slot]!)
}

function learnLevel(
  fine: Float32Array,
  at: number,
  weekday: number,
  { seen, spread }: { seen: number; spread: number },
): void {
  const own = at + LEVEL + weekday
  if ((seen & (1 << weekday)) === 0) {
    fine[own] = fine[at + MEAN]!
    return
  }
  const clip = CLIP * spread
  const error = Math.max(-clip, Math.min(clip, fine[at + MEAN]! - fine[own]!))
  for (let i = 0; i < 7; i++) {
    if ((seen & (1 << i)) !== 0) fine[at + LEVEL + i]! += COMMON_RATE * error
  }
  fine[own]! += OWN_RATE * error
}

function beginDay(memory: Memory, places: SeasonPlaces, { step, weekly }: WeekLesson): void {
  const { fine } = memory
  const { fine: at } = places.week
  fine[at + MEAN] = fine[at + PRODUCT] = fine[at + ROWS] = 0
  aboutRing(memory, places.season, step, ring)
  if (weekly) {
    const level = levelOfAll(fine, at)
    moveSeason(memory, places.season, level - ring.middle)
    ring.middle = level
  }
  fine[at + MIDDLE] = ring.middle
  fine[at + REACH] = ring.reach
}

const ring = { middle: 0, reach: 0 }

/** Moves the whole week up or down, as `moveSeason` does with the day. */
export function moveWeek({ fine }: Memory, { fine: at }: Place, by: number): void {
  for (let i = 0; i < 7; i++) fine[at + LEVEL + i]! += by
  fine[at + MIDDLE]! += by
  if (fine[at + ROWS]! > 0) fine[at + MEAN]! += by
}
