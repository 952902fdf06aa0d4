import { MIN_CALLS, MIN_WINDOWS, middleOf, shareShift, type Shift } from './share-shift.ts'
import { countIn, type Counts, type Table, type TraceWindow } from './trace-window.ts'

/** A feature (a child, a log event) of an operation that more or fewer calls show than usual. */
export interface FeatureShift extends Shift {
  readonly context: string
  readonly feature: string
  readonly calls: number
}

/** Smaller changes of a share matter to nobody. */
const LEAST_CHANGE = 0.05
/** A change in a reference window from which on it counts as one. */
const CHANGE_ELSEWHERE = 0.03

interface Features {
  readonly tableOf: (window: TraceWindow) => Table
  /** What a feature is called wherever it occurs. */
  readonly nameOf: (feature: string) => string
}

/**
 * Shifts of the shares of all features of all operations. A change that the reference windows show as
 * strongly under the same name, wherever that was, is a habit of the system (an error page, a general
 * message) and says little about one service: z is scaled by (1 - share of such windows)^2.
 */
export function featureShifts(
  window: TraceWindow,
  references: readonly TraceWindow[],
  features: Features,
): FeatureShift[] {
  const elsewhere = new Map<string, Float64Array>()
  const shifts = contextsOf(window, references).flatMap((context) =>
    shiftsOf(context, { window, references, features, elsewhere }),
  )
  return shifts.flatMap((shift) => {
    const change = Math.abs(shift.now - shift.usual)
    if (change < LEAST_CHANGE) return []
    const seen = elsewhere.get(habitKey(features.nameOf(shift.feature), shift.now > shift.usual))
    const often = seen ? seen.filter((one) => one >= change / 2).length / references.length : 0
    return [{ ...shift, z: shift.z * (1 - often) ** 2 }]
  })
}

/** Only what is in enough reference windows is compared. */
function contextsOf({ calls }: TraceWindow, references: readonly TraceWindow[]): string[] {
  const windows = new Map<string, number>()
  for (const reference of references)
    for (const [context, count] of reference.calls)
      if (count >= MIN_CALLS) windows.set(context, (windows.get(context) ?? 0) + 1)
  return [...new Set([...calls.keys(), ...windows.keys()])].filter(
    (context) => countIn(windows, context) >= MIN_WINDOWS,
  )
}

interface Work {
  readonly window: TraceWindow
  readonly references: readonly TraceWindow[]
  readonly features: Features
  readonly elsewhere: Map<string, Float64Array>
}

function shiftsOf(
  context: string,
  { window, references, features, elsewhere }: Work,
): FeatureShift[] {
  const shown: { at: number; calls: number; row: Counts | undefined }[] = []
  references.forEach((reference, at) => {
    const calls = countIn(reference.calls, context)
    if (calls >= MIN_CALLS) shown.push({ at, calls, row: features.tableOf(reference).get(context) })
  })
  const own = features.tableOf(window).get(context)
  const names = new Set(own?.keys())
  for (const { row } of shown) if (row) for (const feature of row.keys()) names.add(feature)
  const calls = countIn(window.calls, context)
  const found: FeatureShift[] = []
  for (const feature of names) {
    const shares = shown.map((one) => ({ hits: countIn(one.row, feature), calls: one.calls }))
    const values = shares.map((share) => share.hits / share.calls)
    const usual = middleOf(values)
    values.forEach((value, i) => {
      const change = value - usual
      if (Math.abs(change) <= CHANGE_ELSEWHERE) return
      const key = habitKey(features.nameOf(feature), change > 0)
      const seen = elsewhere.get(key) ?? new Float64Array(references.length)
      elsewhere.set(key, seen)
      seen[shown[i]!.at] = Math.max(seen[shown[i]!.at]!, Math.abs(change))
    })
    const shift = shareShift({ hits: countIn(own, feature), calls }, shares)
    if (shift !== undefined) found.push({ ...shift, context, feature, calls })
  }
  return found
}

function habitKey(name: string, isMore: boolean): string {
  return `${isMore ? '+' : '-'}${name}`
}
