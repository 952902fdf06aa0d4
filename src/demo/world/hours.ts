import type { Pantry } from './pantry.ts'
import { TICKS_AN_HOUR } from './tick.ts'

/** Increments of several counters that are drawn together, e.g. the buckets of one histogram. */
export interface Increments {
  readonly members: number
  /** The first tick at which anything is counted; sums begin in its hour. 0 unless told. */
  readonly from?: number
  /** Writes what each member grows by within `tick` into `out`; a pure function of the tick. */
  at(tick: number, out: Float64Array): void
}

/** The increments of whole hours, as long as the pantry has room for them. */
export interface Hours {
  /** What each member grows by in each tick of an hour: member after member. */
  of(hour: number): Float32Array
  /** Takes the increments anew and forgets those of this hour and later. */
  renew(increments: Increments, fromHour: number): void
}

/** Increments are rounded to 32 bits before anybody sees them, so forgetting them changes nothing. */
export function createHours(initial: Increments, pantry: Pantry): Hours {
  let increments = initial
  const { members } = initial
  const step = new Float64Array(members)
  const known = new Map<number, Float32Array>()
  const bytes = members * TICKS_AN_HOUR * Float32Array.BYTES_PER_ELEMENT
  const owner = { drop: () => known.clear() }

  const draw = (hour: number): Float32Array => {
    const cells = new Float32Array(members * TICKS_AN_HOUR)
    for (let i = 0; i < TICKS_AN_HOUR; i++) {
      increments.at(hour * TICKS_AN_HOUR + i, step)
      for (let m = 0; m < members; m++) cells[m * TICKS_AN_HOUR + i] = step[m]!
    }
    known.set(hour, cells)
    pantry.store(owner, known.size * bytes)
    return cells
  }
  return {
    of: (hour) => known.get(hour) ?? draw(hour),
    renew(next, fromHour) {
      increments = next
      for (const hour of known.keys()) if (hour >= fromHour) known.delete(hour)
      pantry.store(owner, known.size * bytes)
    },
  }
}
