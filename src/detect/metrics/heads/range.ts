import { RECENT } from '../baseline/recent.ts'
import type { Head } from './head.ts'
import { distanceFromUsual, USUAL_NEED } from './usual.ts'

/** Rows that span less than this share of the spread are quiet. */
const QUIET = 0.01
/** The logarithm of a span differs by more than this by itself. */
const LEAST = 0.05

/** The latest rows span more, or less, than so many rows of this signal do. */
export const range: Head = {
  name: 'range_32',
  need: USUAL_NEED,
  ofBlocks: true,
  extent: 0.7,
  alert: 0,
  reach: 'long',
  tail: 'power',
  observe(memory, place, { run, past, spread, y }) {
    if (run < RECENT) return NaN
    let low = y
    let high = y
    for (let k = 1; k < RECENT; k++) {
      const x = past[k]!
      if (x < low) low = x
      else if (x > high) high = x
    }
    return distanceFromUsual(memory, place, Math.log((high - low) / spread + QUIET), LEAST)
  },
}
