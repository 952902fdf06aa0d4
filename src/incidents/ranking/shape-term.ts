import { keepStronger, type EvidenceByService } from './evidence.ts'
import { featureShifts } from './feature-shifts.ts'
import { shareShift } from './share-shift.ts'
import { countIn, type TraceWindow } from './trace-window.ts'
import { formatShare } from './words.ts'

const LEAST_CHANGE = 0.05

/** Operations that call others in more or fewer of their calls than usual, or that end early. */
export function shapeTerm(
  window: TraceWindow,
  references: readonly TraceWindow[],
): EvidenceByService {
  const found: EvidenceByService = new Map()
  const shifts = featureShifts(window, references, {
    tableOf: ({ children }) => children,
    // An operation is the same change whoever serves it.
    nameOf: (child) => child.slice(child.indexOf('\0') + 1),
  })
  for (const { context, feature, z, now, usual, calls } of shifts) {
    const [service, operation] = context.split('\0') as [string, string]
    const [callee, called] = feature.split('\0') as [string, string]
    const what = callee === service ? called : `${called} of ${callee}`
    keepStronger(found, service, {
      strength: Math.abs(z),
      sentence: `${operation} called ${what} in ${formatShare(now)} of ${calls} calls, usually in ${formatShare(usual)}`,
    })
  }
  for (const [context, calls] of window.calls) {
    const shift = shareShift(
      { hits: countIn(window.leaves, context), calls },
      references.map((one) => ({
        hits: countIn(one.leaves, context),
        calls: countIn(one.calls, context),
      })),
    )
    if (shift === undefined || Math.abs(shift.now - shift.usual) < LEAST_CHANGE) continue
    const [service, operation] = context.split('\0') as [string, string]
    keepStronger(found, service, {
      strength: Math.abs(shift.z),
      sentence: `${operation} called nothing in ${formatShare(shift.now)} of ${calls} calls, usually in ${formatShare(shift.usual)}`,
    })
  }
  return found
}
