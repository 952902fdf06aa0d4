import type { Outcome, Statement } from '../../model/ledger.ts'
import { isReached } from './reached.ts'
import { reliefSince, type Samples } from './relief.ts'

export interface Settlement {
  readonly outcome: Exclude<Outcome, 'pending'>
  /** Unix seconds at which it was so. */
  readonly at: number
}

/** A sample is taken for the present this long: as Prometheus does. */
const LOOKBACK_SECONDS = 300
/** A hole may take this share of the horizon, and this one of it at its end. */
const WIDEST_HOLE = 1 / 4
const WIDEST_END = 1 / 10

/** Unix seconds at which the horizon of a statement ends. */
export function dueAt({ made_at, horizon_seconds }: Statement): number {
  return made_at + horizon_seconds
}

/**
 * What became of a statement, by the samples there are; undefined while it cannot be told. Samples
 * are rows on the time grid, ascending, NaN where nothing was there; the last row is how far time
 * has been judged.
 *
 * - A sample after it was made and until its horizon's end reached the threshold: `came_true`.
 * - Its cause was undone (`reliefSince`): `averted`, at once. Should the threshold be reached within
 *   the horizon after all, it came true.
 * - The horizon has passed: `did_not`; `unknown` where samples are missing at its end (the last
 *   tenth, at least five minutes) or for longer than a quarter of it.
 */
export function settlementOf(statement: Statement, samples: Samples): Settlement | undefined {
  const { made_at, threshold, direction, outcome } = statement
  const due = dueAt(statement)
  const { timestamps, values } = samples
  const gaps = { widest: 0, seen: made_at }
  for (let i = firstAfter(timestamps, made_at); i < values.length; i++) {
    const timestamp = timestamps[i]!
    if (timestamp > due) break
    const value = values[i]!
    if (Number.isNaN(value)) continue
    if (isReached(value, threshold, direction)) return { outcome: 'came_true', at: timestamp }
    gaps.widest = Math.max(gaps.widest, timestamp - gaps.seen)
    gaps.seen = timestamp
  }
  if (outcome !== 'pending') return undefined
  const judged = timestamps.at(-1) ?? -Infinity
  if (reliefSince(statement, until(samples, due)) === 'confirmed')
    return { outcome: 'averted', at: Math.min(judged, due) }
  if (judged < due) return undefined
  return { outcome: isWhole(statement, gaps) ? 'did_not' : 'unknown', at: due }
}

function isWhole(
  statement: Statement,
  { widest, seen }: { readonly widest: number; readonly seen: number },
): boolean {
  const { horizon_seconds } = statement
  const hole = Math.max(LOOKBACK_SECONDS, WIDEST_HOLE * horizon_seconds)
  const end = Math.max(LOOKBACK_SECONDS, WIDEST_END * horizon_seconds)
  return seen > statement.made_at && widest <= hole && dueAt(statement) - seen <= end
}

function until({ timestamps, values }: Samples, due: number): Samples {
  const end = firstAfter(timestamps, due)
  return { timestamps: timestamps.subarray(0, end), values: values.subarray(0, end) }
}

/** Index of the first timestamp after `time`. */
function firstAfter(timestamps: Float64Array, time: number): number {
  let low = 0
  let high = timestamps.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (timestamps[middle]! <= time) low = middle + 1
    else high = middle
  }
  return low
}
