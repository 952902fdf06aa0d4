import type { Head } from './head.ts'

const KEEP = 0.9
/** What an ordinary row may have: twice the mean of -log10 p, which is 0.43. */
const ALLOWANCE = 0.9
const CLIP = 6
/** Before that the surprises are too coarse to be added up. */
const LEAST_ROWS = 200

/** Surprises of the two residual heads (the first in the registry) added up over odd rows on end. */
export const persistence: Head = {
  name: 'persistence',
  need: { fine: 2 },
  extent: 0,
  alert: 1,
  reach: 'short',
  tail: 'exponential',
  // It adds up -log10 p, so its unit is known even where no row was ever odd.
  ordinary: 1,
  observe({ fine }, { fine: at }, { surprises, run, rows }) {
    if (run <= 1) fine[at] = fine[at + 1] = 0
    if (rows < LEAST_ROWS) return NaN
    const surprise = Math.min(CLIP, surprises[0]! + surprises[1]!)
    const sum = Math.max(0, KEEP * fine[at]! + surprise - ALLOWANCE)
    fine[at] = sum
    fine[at + 1] = KEEP * fine[at + 1]! + (surprises[0]! > surprises[1]! ? surprise : -surprise)
    return fine[at + 1]! < 0 ? -sum : sum
  },
}
