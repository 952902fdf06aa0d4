import { RECENT } from '../baseline/recent.ts'
import type { Frame } from '../frame.ts'
import type { Memory, Need, Place } from '../memory.ts'
import { ALERT_THRESHOLD } from '../alert.ts'

/** The kinds an event may have, as they are kept in a memory: by index. */
const EVENT_KINDS = ['spike', 'dip', 'level_shift', 'drift'] as const

export const EVENT_NEED: Need = { wide: 10 }

const OPEN = 0
const KIND = 1
const ODD_SINCE = 2
const LAST_ODD = 3
const QUIET = 4
const STRANGE_ROWS = 5
const LEAN = 6
const SHIFTED = 7
const SHIFTED_FOR = 8
const LESSONS = 9

/** So many ordinary rows on end, and an event is over. */
const QUIET_ROWS = 6
/** -log10 p from which a row is odd even inside the band. */
const ODD = 3
/** Score from which a row is not quite ordinary: what such rows repeat is taught with care. */
const STRANGE = 2.26
/** An event whose evidence is still so strong is not over, though its rows may look ordinary. */
const LINGERING = 2.5
const DRIFT = 3
/** A new level is called one after this many rows, and taken over as normal after the second. */
const SHIFT_ROWS = 30
const ADOPT_ROWS = 120
/** By then it is told whether the level is still moving: whether half as many rows brought this share. */
const TOLD_ROWS = 100
const STILL_MOVING = 0.15
/** Odd rows on end that teach the tails in full; of later ones every eighth, unless the level has moved. */
const FULL_LESSONS = 12
const LESSON_EVERY = 8
const LEAN_RATE = 1 / 12

export interface EventRow {
  readonly timestamp: number
  /** What all heads say: also of rows that are odd only by those before them. */
  readonly score: number
  /** -log10 p of the row alone. */
  readonly surprise: number
  /** What all heads say in the direction that is bad; see `alert.ts`. */
  readonly evidence: number
  readonly alertScore: number
  readonly lower: number
  readonly upper: number
  /** The level moved without any single row being surprising. */
  readonly creeping: boolean
}

/** Follows the event of a signal, if there is one: open, quiet, shifted. Call once a row. */
export function followEvent(memory: Memory, place: Place, frame: Frame, row: EventRow): void {
  const { wide } = memory
  const at = place.wide
  const outside = frame.y > row.upper || frame.y < row.lower
  const odd = outside || (row.surprise >= ODD && frame.deviation !== 0)
  if (odd) {
    if (wide[at + QUIET]! >= QUIET_ROWS || wide[at + ODD_SINCE] === 0) {
      wide[at + ODD_SINCE] = row.timestamp
    }
    wide[at + LAST_ODD] = row.timestamp
  }
  wide[at + QUIET] = odd ? 0 : wide[at + QUIET]! + 1
  const strange = odd || row.score >= STRANGE
  wide[at + STRANGE_ROWS] = strange ? wide[at + STRANGE_ROWS]! + 1 : 0
  followShift(wide, at, frame, row)
  if (wide[at + OPEN] === 0 && row.alertScore >= ALERT_THRESHOLD) open(wide, at, frame, row)
  else if (wide[at + OPEN] === 1) goOn(memory, place, frame, row)
}

function open(wide: Float64Array, at: number, frame: Frame, row: EventRow): void {
  wide[at + OPEN] = 1
  if (wide[at + QUIET]! > 0) wide[at + ODD_SINCE] = row.timestamp
  if (wide[at + QUIET]! > 0) wide[at + LAST_ODD] = row.timestamp
  wide[at + QUIET] = 0
  wide[at + KIND] = row.creeping ? DRIFT : frame.deviation < 0 ? 1 : 0
}

function goOn(memory: Memory, { wide: at }: Place, frame: Frame, row: EventRow): void {
  const { wide } = memory
  if (wide[at + SHIFTED]! >= SHIFT_ROWS && wide[at + KIND]! < 2) wide[at + KIND] = 2
  if (wide[at + SHIFTED] === TOLD_ROWS) {
    wide[at + KIND] = latestMove(frame) / wide[at + LEAN]! > STILL_MOVING ? DRIFT : 2
  }
  const lingers = row.evidence >= LINGERING
  if (lingers && wide[at + KIND] === DRIFT) wide[at + LAST_ODD] = row.timestamp
  if (!lingers && wide[at + QUIET]! >= QUIET_ROWS) wide[at + OPEN] = 0
}

/** How much higher the newer half of the recent rows lies than the older one. */
function latestMove({ past }: Frame): number {
  let move = 0
  for (let back = 1; back <= RECENT; back++) {
    move += past[back]! * (back <= RECENT / 2 ? 1 : -1)
  }
  return move / (RECENT / 2)
}

/** Counts the rows during which the smoothed level has been outside the band on one side. */
function followShift(wide: Float64Array, at: number, frame: Frame, row: EventRow): void {
  const reach = Math.max(12 * frame.spread, frame.range)
  const deviation = Math.max(-reach, Math.min(reach, frame.deviation))
  wide[at + LEAN]! += LEAN_RATE * (deviation - wide[at + LEAN]!)
  const base = frame.base
  const lean = wide[at + LEAN]!
  const up = base + lean > row.upper
  const down = base + lean < row.lower
  const ordinary = wide[at + QUIET]! >= QUIET_ROWS
  const side = ordinary ? 0 : up ? 1 : down ? -1 : 0
  const same = side !== 0 && side === wide[at + SHIFTED_FOR]
  wide[at + SHIFTED] = same ? wide[at + SHIFTED]! + 1 : Math.abs(side)
  wide[at + SHIFTED_FOR] = side
}

/** How far the level has moved for good; 0 as long as that is open. */
export function lastingShift({ wide }: Memory, { wide: at }: Place): number {
  return wide[at + SHIFTED]! >= ADOPT_ROWS ? wide[at + LEAN]! : 0
}

/** The new level is normal from now on: nothing is odd any more. */
export function settleEvent({ wide }: Memory, { wide: at }: Place): void {
  wide[at + OPEN] = 0
  wide[at + LEAN] = 0
  wide[at + SHIFTED] = 0
  wide[at + QUIET] = QUIET_ROWS
}

/** Whether this row may teach the tails: what an event repeats must not become ordinary at once. */
export function teaches({ wide }: Memory, { wide: at }: Place): boolean {
  const rows = wide[at + STRANGE_ROWS]!
  if (rows === 0) wide[at + LESSONS] = 0
  const lesson = rows <= FULL_LESSONS || (wide[at + SHIFTED] === 0 && rows % LESSON_EVERY === 0)
  if (rows > 0 && lesson) wide[at + LESSONS]! += 1
  return lesson
}

/** Whether this row is ordinary or among the first odd ones: of one event the first rows tell enough. */
export function beginsEvent({ wide }: Memory, { wide: at }: Place): boolean {
  return wide[at + STRANGE_ROWS]! <= FULL_LESSONS
}

/** Lessons that the odd rows on end have given so far. */
export function lessonsOf({ wide }: Memory, { wide: at }: Place): number {
  return wide[at + LESSONS]!
}

export interface EventView {
  open: boolean
  kind: (typeof EVENT_KINDS)[number]
  oddSince: number
  lastOdd: number
}

/** What the tracker of findings reads. */
export function viewEvent({ wide }: Memory, { wide: at }: Place, into: EventView): EventView {
  into.open = wide[at + OPEN] === 1
  into.kind = EVENT_KINDS[wide[at + KIND]!]!
  into.oddSince = wide[at + ODD_SINCE]!
  into.lastOdd = wide[at + LAST_ODD]!
  return into
}
