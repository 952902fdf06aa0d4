import { keepStronger, type Evidence, type EvidenceByService } from './evidence.ts'
import { featureShifts } from './feature-shifts.ts'
import { MIN_CALLS, MIN_WINDOWS, middleOf } from './share-shift.ts'
import { countIn, type TraceWindow } from './trace-window.ts'
import { formatAmount, formatShare } from './words.ts'

/** A line that tells of a failure says more than one that does not. */
const FAILURE = 1.5
/** Lines that belong to no call are counted in the whole window: they say less. */
const LOOSE = 0.7
/** Less rare than this is usual. */
const LEAST_RARITY = 0.3
/** A count of lines follows the traffic, which is known to about this share. */
const TRAFFIC_SPREAD = 0.3

/** Log events that calls have more or less often than usual, and events that are new or surge. */
export function logsTerm(
  window: TraceWindow,
  references: readonly TraceWindow[],
): EvidenceByService {
  const found: EvidenceByService = new Map()
  const usual = references.filter(({ hasLogs }) => hasLogs)
  if (!window.hasLogs || usual.length < MIN_WINDOWS) return found
  const shifts = featureShifts(window, usual, {
    tableOf: ({ events }) => events,
    nameOf: (event) => event,
  })
  for (const shift of shifts) {
    const [service, operation] = shift.context.split('\0') as [string, string]
    const weight = isBad(shift.feature) && shift.z > 0 ? FAILURE : 1
    keepStronger(found, service, {
      strength: Math.abs(shift.z) * weight,
      sentence: `${operation} logged ${quoted(shift.feature)} in ${formatShare(shift.now)} of ${shift.calls} calls, usually in ${formatShare(shift.usual)}`,
    })
  }
  for (const [service, evidence] of rareLines(window, usual)) keepStronger(found, service, evidence)
  return found
}

function rareLines(
  window: TraceWindow,
  references: readonly TraceWindow[],
): (readonly [string, Evidence])[] {
  const anywhere = windowsByEvent(references)
  return [...window.lines].flatMap(([line, count]) => {
    const [service, event] = line.split('\0') as [string, string]
    if (count < MIN_CALLS) return []
    const seen = references.filter(({ lines }) => lines.has(line)).length
    const windows = references.length
    const asOften = Math.max(seen, countIn(anywhere, event))
    // 1 for what was never seen, 0 for what is in every window.
    const rarity = Math.log((windows + 1) / (asOften + 0.5)) / Math.log(2 * (windows + 1))
    if (rarity < LEAST_RARITY) return []
    const rates = references.map((one) => countIn(one.lines, line) / Math.max(1, one.lineCount))
    const middle = middleOf(rates)
    const expected = middle * window.lineCount
    const spread =
      1.4826 * middleOf(rates.map((rate) => Math.abs(rate - middle))) * window.lineCount
    const noise = Math.sqrt(expected + 1 + spread ** 2 + (TRAFFIC_SPREAD * expected) ** 2)
    const strength = ((count - expected) / noise) * rarity * (isBad(event) ? FAILURE : LOOSE)
    const sentence =
      seen === 0
        ? `logged ${quoted(event)} ${count} times, never seen before`
        : `logged ${quoted(event)} ${count} times, usually ${formatAmount(expected)}`
    return [[service, { strength, sentence }] as const]
  })
}

function windowsByEvent(references: readonly TraceWindow[]): Map<string, number> {
  const windows = new Map<string, number>()
  for (const { lines } of references) {
    const events = new Set(Array.from(lines.keys(), (line) => line.slice(line.indexOf('\0') + 1)))
    for (const event of events) windows.set(event, countIn(windows, event) + 1)
  }
  return windows
}

/** The key of an event begins with `!` when it tells of a failure, else with a blank. */
function isBad(event: string): boolean {
  return event.startsWith('!')
}

function quoted(event: string): string {
  return `"${event.slice(1, 71)}"`
}
