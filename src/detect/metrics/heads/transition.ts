import { quickLog2 } from '../../../math/quick-log2.ts'
import { TALLY_VALUES, tallyOne, tallySet } from '../../../math/tally.ts'
import type { Frame } from '../frame.ts'
import type { Memory, Place } from '../memory.ts'
import type { Head } from './head.ts'

const LOG10_2 = Math.log10(2)

const WINDOW = 12
/** Levels of half a standard deviation, four to each side. */
const LEVELS = 17
const MIDDLE = 8
const FULL = 20_000

/** How seldom the level went from where it was a dozen rows ago to where it is now. */
export const transition: Head = {
  name: 'transition',
  need: { fine: 1, small: LEVELS * LEVELS },
  extent: 0,
  alert: 1,
  reach: 'long',
  tail: 'power',
  observe(memory, place, frame) {
    if (frame.run < 2 * WINDOW + 1) return NaN
    const now = levelOf(frame, 0)
    const before = levelOf(frame, WINDOW)
    const rarity = rarityOf(memory, place, now, before)
    count(memory, place, now * LEVELS + before)
    // Back in the middle it belongs to the side it comes from: a recovery is no new fault.
    const side = now === MIDDLE ? before - MIDDLE : now - MIDDLE
    return side < 0 ? -rarity : rarity
  },
}

/** Mean of a dozen rows as a level from 1 to 15; the rows are pushed by the baseline. */
function levelOf({ past, median, spread }: Frame, back: number): number {
  let sum = 0
  for (let k = 1; k <= WINDOW; k++) sum += past[back + k]!
  const level = Math.round(((sum / WINDOW - median) / spread) * 2) + MIDDLE
  return Math.max(1, Math.min(LEVELS - 2, level))
}

/** -log10 of the smoothed share of this step among all steps. */
function rarityOf({ fine, small }: Memory, place: Place, now: number, before: number): number {
  let near = 0
  for (let i = now - 1; i <= now + 1; i++) {
    const row = place.small + i * LEVELS + before
    near += 0.5 * (timesOf(small, row - 1) + timesOf(small, row) + timesOf(small, row + 1))
  }
  near += 0.5 * timesOf(small, place.small + now * LEVELS + before)
  return Math.max(0, -LOG10_2 * quickLog2((near + 0.5) / (fine[place.fine]! + 1)))
}

const timesOf = (small: Uint8Array, at: number) => TALLY_VALUES[small[at]!]!

function count({ fine, small }: Memory, place: Place, cell: number): void {
  const total = fine[place.fine]!
  tallyOne(small, place.small + cell, total)
  fine[place.fine] = total + 1
  if (total + 1 < FULL) return
  for (let k = place.small; k < place.small + LEVELS * LEVELS; k++) {
    if (small[k]! > 0) tallySet(small, k, timesOf(small, k) / 2, total)
  }
  fine[place.fine] = FULL / 2
}
