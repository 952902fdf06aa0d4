import type { Memory, Need, Place } from '../memory.ts'

/** The latest rows, in the signal's unit. A power of two. */
export const RECENT = 64
export const RECENT_NEED: Need = { wide: 1, fine: RECENT }

export function pushRecent({ wide, fine }: Memory, place: Place, y: number): void {
  fine[place.fine + (wide[place.wide]! & (RECENT - 1))] = y
  wide[place.wide] = (wide[place.wide]! + 1) & (RECENT - 1)
}

/** The row `back` rows ago; 1 is the newest that was pushed. */
export function recentAt({ wide, fine }: Memory, place: Place, back: number): number {
  return fine[place.fine + ((wide[place.wide]! - back) & (RECENT - 1))]!
}
