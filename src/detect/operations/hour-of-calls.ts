import { SketchSum } from '../../math/log-linear-sketch.ts'
import type { HourOfCalls } from './baseline.ts'
import { addDurations, type MinuteCounts } from './minute-counts.ts'

/** Below these, no verdict, no 95th and no 99th percentile. */
export const FEWEST_CALLS = 20
export const CALLS_FOR_P95 = 100
export const CALLS_FOR_P99 = 500
/** Calls of a minute whose median says something of the minute. */
const CALLS_OF_A_MINUTE = 10

const all = new SketchSum()
const one = new SketchSum()

/** What an hour brought of an operation; undefined for too few calls. `minutes` are those listened to. */
export function hourOfCalls(
  hour: number,
  minutes: readonly MinuteCounts[],
  operation: number,
): HourOfCalls | undefined {
  all.clear()
  let calls = 0
  let failures = 0
  for (const minute of minutes) {
    calls += minute.calls[operation] ?? 0
    failures += minute.failures[operation] ?? 0
    addDurations(all, minute, operation)
  }
  if (calls < FEWEST_CALLS || all.total < FEWEST_CALLS) return undefined
  return {
    hour,
    minutes: minutes.length,
    calls,
    failures,
    p50: all.quantile(0.5),
    p95: calls >= CALLS_FOR_P95 ? all.quantile(0.95) : NaN,
    p99: calls >= CALLS_FOR_P99 ? all.quantile(0.99) : NaN,
    minuteVariance: varianceOfMinutes(minutes, operation),
  }
}

/**
 * How far the ln medians of minutes lie apart, less what their few calls explain: the median of n
 * normal values has the variance π/2 σ²/n, and σ is half of what lies between the 16th and the 84th
 * percentile.
 */
function varianceOfMinutes(minutes: readonly MinuteCounts[], operation: number): number {
  const sigma = Math.log(all.quantile(0.8413) / all.quantile(0.1587)) / 2
  let count = 0
  let mean = 0
  let squares = 0
  let chance = 0
  for (const minute of minutes) {
    if ((minute.calls[operation] ?? 0) < CALLS_OF_A_MINUTE) continue
    one.clear()
    addDurations(one, minute, operation)
    const median = Math.log(one.quantile(0.5))
    count++
    chance += ((Math.PI / 2) * sigma * sigma) / one.total
    const distance = median - mean
    mean += distance / count
    squares += distance * (median - mean)
  }
  return count < 3 ? 0 : Math.max(0, squares / (count - 1) - chance / count)
}
