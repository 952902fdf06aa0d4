import { selectNth } from '../../../math/select-quantiles.ts'
import type { Bottleneck, OperationSummary } from '../../../model/trace-analysis.ts'
import { namesOf, sizeOf, type Operations } from '../operations.ts'
import type { PathTimes } from '../structure/critical-path.ts'
import { rounded } from './words.ts'

const MOST_BOTTLENECKS = 5
/** The answer must stay readable, and smaller than the question. */
export const MOST_OPERATIONS = 1000

/** Total duration of each operation, milliseconds. */
export function totalsOf({ count, offsets, durations }: Operations): Float64Array {
  const totals = new Float64Array(count)
  for (let g = 0; g < count; g++) {
    for (let i = offsets[g]!; i < offsets[g + 1]!; i++) totals[g]! += durations[i]!
  }
  return totals
}

/** The operations with the greatest total duration, greatest first. */
export function summarizeOperations(
  operations: Operations,
  totals: Float64Array,
): OperationSummary[] {
  const { offsets, failed, p50, p95, p99 } = operations
  return largest(operations, totals, MOST_OPERATIONS).map((g) => {
    let failures = 0
    for (let i = offsets[g]!; i < offsets[g + 1]!; i++) failures += failed[i]!
    return {
      ...namesOf(operations, g),
      count: sizeOf(operations, g),
      p50_ms: p50[g]!,
      p95_ms: finiteOrNull(p95[g]!),
      p99_ms: finiteOrNull(p99[g]!),
      error_rate: rounded(failures / sizeOf(operations, g)),
    }
  })
}

function finiteOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value
}

/**
 * The operations on which most of the time is spent: their share of the critical paths where the
 * structure of traces is known, else of the total duration.
 */
export function findBottlenecks(
  operations: Operations,
  totals: Float64Array,
  times: PathTimes | undefined,
): Bottleneck[] {
  const spent = times === undefined ? totals : criticalTotals(operations, times)
  const all = spent.reduce((sum, one) => sum + one, 0)
  if (!(all > 0)) return []
  return largest(operations, spent, MOST_BOTTLENECKS).map((g) => ({
    ...namesOf(operations, g),
    avg_duration_ms: rounded(totals[g]! / sizeOf(operations, g)),
    count: sizeOf(operations, g),
    critical_path_share: rounded(spent[g]! / all),
  }))
}

function criticalTotals({ count, offsets, rows }: Operations, times: PathTimes): Float64Array {
  const totals = new Float64Array(count)
  for (let g = 0; g < count; g++) {
    for (let i = offsets[g]!; i < offsets[g + 1]!; i++) totals[g]! += times.critical[rows[i]!]!
  }
  return totals
}

/** Equal ones by their names, so that the order of input does not matter. */
function largest(operations: Operations, weights: Float64Array, most: number): number[] {
  const { length } = weights
  const least = length > most ? selectNth(weights.slice(), length - most) : -Infinity
  const chosen: number[] = []
  for (let g = 0; g < length; g++) if (weights[g]! >= least) chosen.push(g)
  const name = (g: number) => {
    const { service, operation } = namesOf(operations, g)
    return `${service}\0${operation}`
  }
  return chosen
    .sort((a, b) => weights[b]! - weights[a]! || (name(a) < name(b) ? -1 : 1))
    .slice(0, most)
}
