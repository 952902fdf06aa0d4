import type { Series } from '../../model/series.ts'

/** Load and latency at the same times, in the order of time; both above 0. */
export interface Paired {
  readonly timestamps: Float64Array
  readonly load: Float64Array
  readonly latency: Float64Array
}

/** Pairs that are looked at, the newest: bounds the work of everything in this folder. */
const MOST = 10_000

/** The times at which both were measured. Nothing is slow without load: idle times tell nothing. */
export function pairOf(load: Series, latency: Series): Paired {
  const rows: [timestamp: number, load: number, latency: number][] = []
  let k = 0
  load.timestamps.forEach((timestamp, i) => {
    while (latency.timestamps[k]! < timestamp) k++
    if (latency.timestamps[k] !== timestamp) return
    if (isPositive(load.values[i]!) && isPositive(latency.values[k]!))
      rows.push([timestamp, load.values[i]!, latency.values[k]!])
  })
  const newest = rows.slice(-MOST)
  return {
    timestamps: Float64Array.from(newest, (row) => row[0]),
    load: Float64Array.from(newest, (row) => row[1]),
    latency: Float64Array.from(newest, (row) => row[2]),
  }
}

/** The pairs from one time on (included) to another one. */
export function pairsBetween(
  { timestamps, load, latency }: Paired,
  from: number,
  to: number,
): Paired {
  const first = countBefore(timestamps, from)
  const last = countBefore(timestamps, to)
  return {
    timestamps: timestamps.subarray(first, last),
    load: load.subarray(first, last),
    latency: latency.subarray(first, last),
  }
}

function countBefore(timestamps: Float64Array, time: number): number {
  const index = timestamps.findIndex((timestamp) => timestamp >= time)
  return index < 0 ? timestamps.length : index
}

function isPositive(value: number): boolean {
  return value > 0 && Number.isFinite(value)
}
