import type { Role } from '../model/signal.ts'
import type { LeftOut } from './facts.ts'
import type { Draft } from './sketch.ts'

/** What is worth watching first: what users feel, then what will break, then what merely varies. */
const ORDER: readonly Role[] = [
  'availability',
  'errors',
  'duration',
  'headroom',
  'utilization',
  'saturation',
  'rate',
  'level',
]

/** Spends the budget of signals in the order of value; a query that does not fit makes room for the next. */
export function spend(
  drafts: readonly Draft[],
  maxSignals: number,
): { chosen: Draft[]; refused: LeftOut[] } {
  const chosen: Draft[] = []
  const refused: LeftOut[] = []
  let left = maxSignals
  const byValue = drafts.toSorted(
    (a, b) => ORDER.indexOf(a.query.role) - ORDER.indexOf(b.query.role),
  )
  for (const draft of byValue) {
    if (draft.series <= left) {
      chosen.push(draft)
      left -= draft.series
    } else {
      const reason = `${draft.query.title}: ${draft.series} more signals are over the budget of ${maxSignals}`
      refused.push({ metric: draft.query.metric, reason })
    }
  }
  return { chosen, refused }
}
