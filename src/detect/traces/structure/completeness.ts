import type { Completeness } from '../../../model/trace-structure.ts'
import type { LinkedSpans } from './spans-of-traces.ts'

/** Rounding of doubles and of clocks, seconds: no skew below this. */
const ROUNDING = 0.000_01

/** How much of what happened was sent, and how well the clocks agree. O(n). */
export function completenessOf({ columns, parents, starts }: LinkedSpans): Completeness {
  const { trace, parent, durationMs, length } = columns
  let highest = 0
  for (let row = 0; row < length; row++) if (trace[row]! > highest) highest = trace[row]!
  const roots = new Uint32Array(highest + 1)
  const isBroken = new Uint8Array(highest + 1)
  const isThere = new Uint8Array(highest + 1)
  let [orphans, early, late] = [0, 0, 0]
  for (let row = 0; row < length; row++) {
    isThere[trace[row]!] = 1
    const caller = parents[row]!
    if (caller < 0) {
      if (parent.length > 0 && parent[row] !== 0) {
        orphans++
        isBroken[trace[row]!] = 1
      } else roots[trace[row]!]!++
      continue
    }
    const before = starts[caller]! - starts[row]!
    const after = durationMs[row]! / 1000 - durationMs[caller]! / 1000 - before
    if (before > ROUNDING) early++
    if (after > ROUNDING) late++
  }
  let [traces, complete] = [0, 0]
  for (let t = 1; t <= highest; t++) {
    traces += isThere[t]!
    if (isThere[t] === 1 && roots[t] === 1 && isBroken[t] === 0) complete++
  }
  return { traces, complete, orphans, early, late }
}
