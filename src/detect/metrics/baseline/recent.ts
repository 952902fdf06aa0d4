import type { Memory, Need, Place } from '../memory.ts'

/** The latest rows, in the signal's unit. A power of two. */
export const RECENT = 32
export const RECENT_NEED: Need = { wide: 1, fine: RECENT }

export function pushRecent({ wide, fine }: Memory, place: Place, y: number): void {
  fine[place.fine + (wide[place.wide]! & (RECENT - 1))] = y
  wide[place.wide] = (wide[place.wide]! + 1) & (RECENT - 1)
}

/** All of them into `into`, the newest at 1. */
export function unrollRecent({ wide, fine }: Memory, place: Place, into: Float64Array): void {
  const next = wide[place.wide]!
  for (let k = 1; k <= next; k++) into[k] = fine[place.fine + next - k]!
  const wrapped = place.fine + next + RECENT
  for (let k = next + 1; k <= RECENT; k++) into[k] = fine[wrapped - k]!
}
