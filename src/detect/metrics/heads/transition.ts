import { recentAt } from '../baseline/recent.ts'
import type { Frame } from '../frame.ts'
import type { Memory, Place } from '../memory.ts'
import type { Head } from './head.ts'

const WINDOW = 12
/** Levels of half a standard deviation, four to each side. */
const LEVELS = 17
const MIDDLE = 8
const FULL = 20_000

/** How seldom the level went from where it was a dozen rows ago to where it is now. */
export const transition: Head = {
  name: 'transition',
  need: { fine: 1, counts: LEVELS * LEVELS },
  extent: 0,
  alert: 1,
  halfTrust: 300,
  tail: 'power',
  observe(memory, place, frame) {
    if (frame.run < 2 * WINDOW + 1) return NaN
    const now = levelOf(memory, frame, 0)
    const before = levelOf(memory, frame, WINDOW)
    const rarity = rarityOf(memory, place, now, before)
    count(memory, place, now * LEVELS + before)
    // Back in the middle it belongs to the side it comes from: a recovery is no new fault.
    const side = now === MIDDLE ? before - MIDDLE : now - MIDDLE
    return side < 0 ? -rarity : rarity
  },
}

/** Mean of a dozen rows as a level from 1 to 15; the rows are pushed by the baseline. */
function levelOf(memory: Memory, frame: Frame, back: number): number {
  let sum = 0
  for (let k = 1; k <= WINDOW; k++) sum += recentAt(memory, frame.recent, back + k)
  const level = Math.round(((sum / WINDOW - frame.median) / frame.spread) * 2) + MIDDLE
  return Math.max(1, Math.min(LEVELS - 2, level))
}

/** -log10 of the smoothed share of this step among all steps. */
function rarityOf({ fine, counts }: Memory, place: Place, now: number, before: number): number {
  let near = 0
  for (let i = now - 1; i <= now + 1; i++) {
    const row = place.counts + i * LEVELS + before
    near += 0.5 * (counts[row - 1]! + counts[row]! + counts[row + 1]!)
  }
  near += 0.5 * counts[place.counts + now * LEVELS + before]!
  return Math.max(0, -Math.log10((near + 0.5) / (fine[place.fine]! + 1)))
}

function count({ fine, counts }: Memory, place: Place, cell: number): void {
  counts[place.counts + cell]! += 1
  fine[place.fine]! += 1
  if (fine[place.fine]! < FULL) return
  let total = 0
  for (let k = place.counts; k < place.counts + LEVELS * LEVELS; k++) {
    counts[k] = counts[k]! >> 1
    total += counts[k]!
  }
  fine[place.fine] = total
}
