import type { Memory, Need, Place } from '../memory.ts'

/** Regularly there, and now missing. */
export const SILENCE_NEED: Need = { wide: 6 }

const ROWS = 0
const ABSENT_SHARE = 1
const LONGEST = 2
const SILENT = 3
const SINCE = 4
const FOR = 5

const MEMORY = 2000
/** Rows before a signal counts as regular, and the share of them that must have been there. */
const ROWS_LEAST = 100
const PRESENT_LEAST = 0.95
const GAP_LEAST = 3
const FARTHEST_SURPRISE = 12

/** Rows that must be missing on end: at least three, and twice what this signal has done before. */
function patience(longest: number): number {
  return Math.max(GAP_LEAST, 2 * Math.ceil(longest) + 1)
}

/** A row without a value, `missing` of them on end. Answers whether the silence began with it. */
export function noteAbsent(
  { wide }: Memory,
  { wide: at }: Place,
  timestamp: number,
  missing: number,
): boolean {
  if (missing <= 1 || wide[at + SINCE] === 0) wide[at + SINCE] = timestamp
  wide[at + FOR] = missing
  if (wide[at + SILENT] === 1 || wide[at + ROWS]! < ROWS_LEAST) return false
  if (wide[at + ABSENT_SHARE]! > 1 - PRESENT_LEAST) return false
  if (missing < patience(wide[at + LONGEST]!)) return false
  wide[at + SILENT] = 1
  return true
}

/** A row with a value after a gap of `gap` rows; the gap is learned only now. */
export function noteValue({ wide }: Memory, { wide: at }: Place, gap: number): void {
  const rows = (wide[at + ROWS]! += 1)
  const rate = Math.max(1 / rows, 1 / MEMORY)
  const kept = Math.min(gap, 2 * patience(wide[at + LONGEST]!))
  if (kept > 0) {
    const share = wide[at + ABSENT_SHARE]!
    wide[at + ABSENT_SHARE] = 1 - (1 - share) * (1 - rate) ** kept
    wide[at + LONGEST] = Math.max(wide[at + LONGEST]!, kept)
  }
  wide[at + ABSENT_SHARE]! *= 1 - rate
  wide[at + LONGEST]! *= 1 - 0.1 / MEMORY
  wide[at + SILENT] = 0
  wide[at + SINCE] = 0
  wide[at + FOR] = 0
}

/** -log10 of the chance that rows as regular as these are missing for so long. */
export function silenceSurprise({ wide }: Memory, { wide: at }: Place): number {
  if (wide[at + SILENT] === 0) return 0
  const chance = Math.max(wide[at + ABSENT_SHARE]!, 1 / (wide[at + ROWS]! + 1))
  return Math.min(FARTHEST_SURPRISE, -wide[at + FOR]! * Math.log10(chance))
}

/** Unix seconds of the first missing row; NaN while the signal speaks. */
export function silentSince({ wide }: Memory, { wide: at }: Place): number {
  return wide[at + SILENT] === 1 ? wide[at + SINCE]! : NaN
}
