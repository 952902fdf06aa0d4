import type { Frame } from '../frame.ts'
import type { Memory, Place } from '../memory.ts'
import type { Head } from './head.ts'

/** How far outside everything seen so far, as a share of that span; widens the span. */
function widen({ fine }: Memory, { fine: at }: Place, value: number, floor: number): number {
  const low = fine[at]!
  const high = fine[at + 1]!
  const span = Math.max(high - low, floor)
  fine[at] = Math.min(low, value)
  fine[at + 1] = Math.max(high, value)
  if (value > high) return (value - high) / span
  return value < low ? (value - low) / span : 0
}

/** Larger or smaller than ever. */
export const novelty: Head = {
  name: 'novelty',
  need: { fine: 2 },
  extent: 0,
  alert: 1,
  reach: 'short',
  tail: 'power',
  observe: (memory, place, { y, spread }: Frame) => widen(memory, place, y, spread),
}
