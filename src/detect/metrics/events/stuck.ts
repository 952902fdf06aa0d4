import type { Memory, Need, Place } from '../memory.ts'

/** Used to move with nearly every row, and now does not. */
export const STUCK_NEED: Need = { wide: 8 }

const LAST = 0
const RUN = 1
const LONGEST = 2
const MOVING_SHARE = 3
const ROWS = 4
const STUCK = 5
const SINCE = 6
const STARTED = 7

const MEMORY = 1000
const MOVING_LEAST = 0.9
const RUN_LEAST = 30
/** How many times longer than ever before. */
const LONGER = 5
const DAY = 86_400
const ROWS_LEAST = 300
const ROWS_ENOUGH = 5000

/**
 * Takes in a value; answers whether the signal is stuck since this row. Zero is never stuck: that
 * nothing happens is a level. A whole day must have been seen, for the night may be quiet.
 */
export function noteRepeat(
  { wide }: Memory,
  { wide: at }: Place,
  { timestamp, value, step }: { timestamp: number; value: number; step: number },
): boolean {
  wide[at + ROWS]! += 1
  if (wide[at + STARTED] === 0 || value !== wide[at + LAST]) {
    endRun(wide, at)
    wide[at + STARTED] = 1
    wide[at + LAST] = value
    wide[at + RUN] = 1
    wide[at + SINCE] = timestamp
    wide[at + STUCK] = 0
    return false
  }
  const run = (wide[at + RUN]! += 1)
  if (wide[at + STUCK] === 1 || value === 0) return false
  const day = step > 0 ? DAY / step : ROWS_LEAST
  const known = Math.max(ROWS_LEAST, Math.min(ROWS_ENOUGH, day))
  if (wide[at + ROWS]! - run < known || wide[at + MOVING_SHARE]! < MOVING_LEAST) return false
  if (run < Math.max(RUN_LEAST, LONGER * wide[at + LONGEST]!)) return false
  wide[at + STUCK] = 1
  return true
}

/** A run is learned when it ends, so that it is never held against itself. */
function endRun(wide: Float64Array, at: number): void {
  const run = wide[at + RUN]!
  if (run === 0) return
  const rate = Math.max(1 / wide[at + ROWS]!, 1 / MEMORY)
  const rest = Math.min(run - 1, 200)
  const share = wide[at + MOVING_SHARE]! * (1 - rate) ** rest
  wide[at + MOVING_SHARE] = share + rate * (1 - share)
  wide[at + LONGEST] = Math.max(wide[at + LONGEST]!, run)
}

/** Unix seconds of the first of the equal rows; NaN while the signal moves. */
export function stuckSince({ wide }: Memory, { wide: at }: Place): number {
  return wide[at + STUCK] === 1 ? wide[at + SINCE]! : NaN
}
