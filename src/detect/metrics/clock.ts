import type { Memory, Need, Place } from './memory.ts'

export const CLOCK_NEED: Need = { wide: 5 }

const LAST = 0
const REFUSED = 1
const MISSING = 2
const RUN = 3
const STARTED = 4

/** So many rows in a row from the past are no stragglers: the clock itself was set back. */
const CLOCK_SET_BACK = 32
/** Gaps up to this many rows are bridged: the rows around them still count as neighbours. */
const BRIDGED = 3

/**
 * Moves the clock to `timestamp`. Answers how many rows were left out before it, or -1 for a row
 * that must not be learned because its time has passed already (a duplicate, a straggler).
 */
export function advanceClock(
  { wide }: Memory,
  { wide: at }: Place,
  timestamp: number,
  step: number,
): number {
  const known = wide[at + STARTED] === 1
  const elapsed = timestamp - wide[at + LAST]!
  if (!Number.isFinite(timestamp)) return -1
  if (known && elapsed <= 0) {
    wide[at + REFUSED]! += 1
    if (wide[at + REFUSED]! < CLOCK_SET_BACK) return -1
    wide[at + RUN] = 0
  }
  const skipped = known && step > 0 ? Math.max(0, Math.round(elapsed / step) - 1) : 0
  wide[at + LAST] = timestamp
  wide[at + STARTED] = 1
  wide[at + REFUSED] = 0
  return skipped
}

/** Notes rows without a value; answers how many have been missing on end. */
export function noteMissing({ wide }: Memory, { wide: at }: Place, rows: number): number {
  wide[at + MISSING]! += rows
  return wide[at + MISSING]!
}

/** Notes a row with a value; answers how many rows were missing right before it. */
export function notePresent({ wide }: Memory, { wide: at }: Place): number {
  const gap = wide[at + MISSING]!
  if (gap > BRIDGED) wide[at + RUN] = 0
  wide[at + MISSING] = 0
  wide[at + RUN]! += 1
  return gap
}

/** Rows with a value since the last long gap. */
export function runOf({ wide }: Memory, { wide: at }: Place): number {
  return wide[at + RUN]!
}

/** Lets that many rows with a value on end count as seen. */
export function setRun({ wide }: Memory, { wide: at }: Place, rows: number): void {
  wide[at + RUN] = rows
}

/** Rows without a value since the last one that had one. */
export function missingOf({ wide }: Memory, { wide: at }: Place): number {
  return wide[at + MISSING]!
}
