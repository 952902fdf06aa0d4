import { keepStronger, type EvidenceByService } from './evidence.ts'
import { shareShift } from './share-shift.ts'
import { countIn, type TraceWindow } from './trace-window.ts'
import { formatShare } from './words.ts'

const LEAST_CHANGE = 0.05
/** What a caller does is indirect evidence against the service that it called last. */
const INDIRECT = 0.5

/** Callers that stop more often than usual right after they called a service. */
export function stopsTerm(
  window: TraceWindow,
  references: readonly TraceWindow[],
): EvidenceByService {
  const found: EvidenceByService = new Map()
  for (const [context, last] of window.lastCallee) {
    const calls = countIn(window.calls, context)
    const usualCalls = references.map((one) => countIn(one.calls, context))
    for (const [callee, hits] of last) {
      const shift = shareShift(
        { hits, calls },
        references.map((one, at) => ({
          hits: countIn(one.lastCallee.get(context), callee),
          calls: usualCalls[at]!,
        })),
      )
      if (shift === undefined || shift.now - shift.usual < LEAST_CHANGE) continue
      const [service, operation] = context.split('\0') as [string, string]
      keepStronger(found, callee, {
        strength: shift.z * INDIRECT,
        sentence: `${operation} of ${service} stopped after calling it in ${formatShare(shift.now)} of ${calls} calls, usually in ${formatShare(shift.usual)}`,
      })
    }
  }
  return found
}
