import type { Statement } from '../../model/ledger.ts'
import type { Series } from '../../model/series.ts'

export type Samples = Pick<Series, 'timestamps' | 'values'>

/** A cleanup takes minutes: what falls within this time, fell in one jump. */
const SPAN_SECONDS = 1800
/** A jump is news when it is this many times as large as any before it, */
const TIMES_USUAL = 2
/** gives back this share of the distance to the threshold that was left, */
const LEAST_SHARE = 0.25
/** and so many samples in a row stay behind where it all began. */
const LASTING_SAMPLES = 3

/**
 * The largest move away from a threshold within half an hour that the samples hold, in their unit; 0
 * where there is none. Samples are ascending in time; NaN are skipped.
 */
export function usualRelief(samples: Samples, direction: 'up' | 'down'): number {
  let largest = 0
  for (const { relief } of reliefs(samples, direction, 0)) largest = Math.max(largest, relief)
  return largest
}

/**
 * Whether the cause of a statement was undone: after it was made the value jumped away from the
 * threshold, within half an hour by more than twice what it ever had before and by a quarter of the
 * distance that was left, and is since then farther away than when the statement was made. `begun`:
 * so it looks, for less than three samples.
 */
export function reliefSince(
  { made_at, direction, threshold, value, usual_relief }: Statement,
  samples: Samples,
): 'none' | 'begun' | 'confirmed' {
  const sign = direction === 'up' ? 1 : -1
  const least = Math.max(
    TIMES_USUAL * usual_relief,
    LEAST_SHARE * Math.abs(threshold - value),
    Number.MIN_VALUE,
  )
  const start = samples.timestamps.findIndex((timestamp) => timestamp >= made_at)
  if (start < 0) return 'none'
  let behind = 0
  let jumped = false
  for (const { at, relief } of reliefs(samples, direction, start)) {
    const isBehind = sign * samples.values[at]! < sign * value
    behind = isBehind ? behind + 1 : 0
    jumped = isBehind && (jumped || relief >= least)
  }
  if (!jumped) return 'none'
  return behind >= LASTING_SAMPLES ? 'confirmed' : 'begun'
}

/** How far each finite sample lies behind the nearest to the threshold of the half hour before it. */
function* reliefs({ timestamps, values }: Samples, direction: 'up' | 'down', from: number) {
  const sign = direction === 'up' ? 1 : -1
  // A queue of falling values, its head the highest in the span: each sample enters and leaves once.
  const queue: number[] = []
  let head = 0
  for (let at = from; at < values.length; at++) {
    const value = sign * values[at]!
    if (Number.isNaN(value)) continue
    while (head < queue.length && timestamps[queue[head]!]! < timestamps[at]! - SPAN_SECONDS) head++
    while (queue.length > head && sign * values[queue.at(-1)!]! <= value) queue.pop()
    queue.push(at)
    yield { at, relief: sign * values[queue[head]!]! - value }
  }
}
