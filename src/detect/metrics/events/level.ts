import { moveBaseline } from '../baseline/baseline.ts'
import type { BaselinePlaces } from '../baseline/slots.ts'
import { moveCounts } from '../heads/counts.ts'
import type { Memory, Need, Place } from '../memory.ts'

/** The level that a signal had before its last shift, so that going back is no new event. */
export const LEVEL_NEED: Need = { wide: 2 }

const BACK = 0
const UNTIL = 1
/** Rows for which the way back stays known. */
const REMEMBERED = 5000

/** Takes a new level over as normal. */
export function adoptLevel(
  memory: Memory,
  place: Place,
  places: BaselinePlaces & { readonly counts: Place },
  { by, row }: { by: number; row: number },
): void {
  moveBaseline(memory, places, by)
  moveCounts(memory, places.counts, by)
  memory.wide[place.wide + BACK] = -by
  memory.wide[place.wide + UNTIL] = row + REMEMBERED
}

/**
 * Goes back to the level before when `deviation` fits that one and not this one; `up` and `down`
 * are the reach of the band. Answers whether it did: the row must be looked at again then.
 */
export function returnToLevel(
  memory: Memory,
  places: BaselinePlaces & { readonly level: Place; readonly clock: Place; readonly counts: Place },
  { deviation, up, down, row }: { deviation: number; up: number; down: number; row: number },
): boolean {
  const { wide } = memory
  const at = places.level.wide
  const back = wide[at + BACK]!
  if (back === 0 || row > wide[at + UNTIL]!) return false
  const here = deviation <= up && deviation >= -down
  const there = deviation - back <= up && deviation - back >= -down
  if (here || !there) return false
  adoptLevel(memory, places.level, places, { by: back, row })

  return true
}
