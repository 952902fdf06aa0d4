/**
 * The world moves in ticks: within one, every rate is constant. Thirty seconds is short enough that
 * a fault shows at once, and long enough that two weeks are 40,320 of them.
 */
export const TICK_SECONDS = 30
export const TICK_MS = TICK_SECONDS * 1000
export const TICKS_AN_HOUR = 3600 / TICK_SECONDS
export const TICKS_A_DAY = 24 * TICKS_AN_HOUR

/** A stretch of ticks: `from` belongs to it, `until` does not and may be Infinity. */
export interface Stretch {
  readonly from: number
  readonly until: number
}

export function within(stretch: Stretch, tick: number): boolean {
  return tick >= stretch.from && tick < stretch.until
}
