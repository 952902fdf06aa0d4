import { TALLY_VALUES, tallyOne } from '../../../math/tally.ts'
import type { Memory, Need, Place } from '../memory.ts'

/** A day in at most this many phases of 15 minutes; fewer when the rows lie wider apart. */
const PHASES = 96
const LEAST_PHASES = 8
const DAY = 86_400
/** How much of a phase's difference one more day teaches. */
const DAILY_RATE = 0.3

export const SEASON_NEED: Need = { wide: 1, fine: PHASES, small: PHASES }

/** Phases of the day for rows `step` seconds apart; 0 where a day has too few rows or no clock. */
function phasesOf(step: number): number {
  if (!(step > 0)) return 0
  const phases = Math.min(PHASES, Math.floor(DAY / step))
  return phases >= LEAST_PHASES ? phases : 0
}

function phaseAt(timestamp: number, phases: number): number {
  // The remainder of two doubles is slow.
  return ((timestamp - Math.floor(timestamp / DAY) * DAY) / DAY) * phases
}

/** What the ring says of this time of day (local seconds), between two phases; NaN before two whole days. */
export function seasonAt(
  { wide, fine, small }: Memory,
  place: Place,
  timestamp: number,
  step: number,
): number {
  const phases = phasesOf(step)
  if (phases === 0 || wide[place.wide]! < (2 * DAY) / step) return NaN
  const position = phaseAt(timestamp, phases) - 0.5
  const below = Math.floor(position)
  const i = (below + phases) % phases
  const j = (below + 1) % phases
  if (small[place.small + i] === 0 || small[place.small + j] === 0) return NaN
  const low = fine[place.fine + i]!
  return low + (fine[place.fine + j]! - low) * (position - below)
}

/** Teaches the ring one row; `clip` is the most that one row may differ. */
export function learnSeason(
  { wide, fine, small }: Memory,
  place: Place,
  row: { timestamp: number; y: number },
  { step, clip }: { step: number; clip: number },
): void {
  const phases = phasesOf(step)
  if (phases === 0) return
  const i = Math.floor(phaseAt(row.timestamp, phases)) % phases
  wide[place.wide]! += 1
  const seen = TALLY_VALUES[small[place.small + i]!]!
  tallyOne(small, place.small + i, wide[place.wide]!)
  if (seen === 0) {
    fine[place.fine + i] = row.y
    return
  }
  const error = Math.max(-clip, Math.min(clip, row.y - fine[place.fine + i]!))
  const rowsOfPhase = Math.max(1, DAY / step / phases)
  fine[place.fine + i]! += Math.max(1 / (seen + 1), DAILY_RATE / rowsOfPhase) * error
}

/** Mean of the ring, and how far it swings about that (a standard deviation); zeros while it is empty. */
export function aboutRing(
  { fine, small }: Memory,
  place: Place,
  step: number,
  into: { middle: number; reach: number },
): void {
  const phases = phasesOf(step)
  let seen = 0
  let sum = 0
  let squares = 0
  for (let i = 0; i < phases; i++) {
    if (small[place.small + i] === 0) continue
    const value = fine[place.fine + i]!
    seen += 1
    sum += value
    squares += value * value
  }
  into.middle = seen > 0 ? sum / seen : 0
  into.reach = seen > 0 ? Math.sqrt(Math.max(0, squares / seen - into.middle ** 2)) : 0
}

/** Moves the whole day up or down, after a lasting change of level. */
export function moveSeason({ fine, small }: Memory, place: Place, by: number): void {
  for (let i = 0; i < PHASES; i++) {
    if (small[place.small + i]! > 0) fine[place.fine + i]! += by
  }
}
