import { selectQuantiles } from '../../math/select-quantiles.ts'
import { namesOf, sizeOf, type Operations } from '../traces/operations.ts'
import { CALLS_FOR_P95, CALLS_FOR_P99 } from './hour-of-calls.ts'
import type { MeasuredQuantile, OperationOfBatch } from './judge-against-past.ts'

/** Smaller durations are noise of the clock: their ln must not be -∞. */
const LEAST_MS = 0.001

/** Each operation of a batch with its quantiles and how sure they are. O(n). */
export function operationsOfBatch(operations: Operations): OperationOfBatch[] {
  return Array.from({ length: operations.count }, (_, g) => {
    const from = operations.offsets[g]!
    const to = operations.offsets[g + 1]!
    const durations = operations.durations.slice(from, to)
    const calls = sizeOf(operations, g)
    return {
      ...namesOf(operations, g),
      calls,
      failures: operations.failed.subarray(from, to).reduce((sum, one) => sum + one, 0),
      minutes: minutesIn(operations.times.subarray(from, to)),
      p50: measured(durations, 0.5),
      p95: calls >= CALLS_FOR_P95 ? measured(durations, 0.95) : undefined,
      p99: calls >= CALLS_FOR_P99 ? measured(durations, 0.99) : undefined,
    }
  })
}

/** By order statistics: the ranks one binomial deviation below and above the quantile's own. */
function measured(durations: Float64Array, p: number): MeasuredQuantile {
  const width = Math.sqrt((p * (1 - p)) / durations.length)
  const ps = [Math.max(0, p - width), p, Math.min(1, p + width)]
  const [low, ms, high] = selectQuantiles(durations, ps).map((one) => Math.max(LEAST_MS, one))
  return { ms: ms!, error: Math.log(high! / low!) / 2 }
}

function minutesIn(times: Float64Array): number {
  const minutes = new Set<number>()
  for (const time of times) if (!Number.isNaN(time)) minutes.add(Math.floor(time / 60))
  return Math.max(1, minutes.size)
}
