import { alignToGrid } from '../sources/prometheus/grid.ts'
import type { MetricsSource, Range } from '../sources/source.ts'
import type { SignalTable, WatchedQuery } from './signal-table.ts'

/** Aligned samples of many signals: one row a signal, one column a time. */
export interface Frame {
  readonly slots: Uint32Array
  /** Unix seconds, ascending. */
  readonly timestamps: Float64Array
  /** `slots.length` rows of `timestamps.length` values each; NaN where there was no sample. */
  readonly values: Float64Array
}

/**
 * Asks one query over a range. Every signal known of the query gets a row, so that one that has
 * vanished is seen as missing; a series seen for the first time becomes a signal.
 */
export async function fetchFrame(
  source: MetricsSource,
  watched: WatchedQuery,
  table: SignalTable,
  request: { range: Range; window: number; signal?: AbortSignal },
): Promise<Frame> {
  const { range, window, signal } = request
  const expr = watched.query.expr.replaceAll('$__window', `${window}s`)
  const { series } = await source.queryRange(expr, range, signal && { signal })
  const rowOfSlot = new Map<number, Float64Array>()
  for (const one of series) {
    const slot = table.slotOfSeries(watched, one.labels)
    if (slot === undefined) continue
    const row = alignToGrid(one, range)
    const seen = rowOfSlot.get(slot)
    rowOfSlot.set(slot, seen ? fillGaps(seen, row) : row)
  }
  return frameOf(watched.slots, rowOfSlot, range)
}

/** Two series that are one signal (a pod and its successor) follow on each other. */
function fillGaps(row: Float64Array, other: Float64Array): Float64Array {
  return row.map((value, i) => (Number.isNaN(value) ? other[i]! : value))
}

function frameOf(
  slots: readonly number[],
  rowOfSlot: ReadonlyMap<number, Float64Array>,
  { start, end, step }: Range,
): Frame {
  const columns = Math.floor((end - start) / step) + 1
  const values = new Float64Array(slots.length * columns).fill(NaN)
  slots.forEach((slot, row) => {
    const found = rowOfSlot.get(slot)
    if (found) values.set(found, row * columns)
  })
  const timestamps = Float64Array.from({ length: columns }, (_, i) => start + i * step)
  return { slots: Uint32Array.from(slots), timestamps, values }
}

/**
 * The times at which at least one signal of any frame has a sample. At the others the source itself
 * was down: no signal is silent then, and no detector should see the hole.
 */
export function sampledTimes(frames: readonly Frame[]): Set<number> {
  const sampled = new Set<number>()
  for (const { timestamps, values } of frames)
    for (let column = 0; column < timestamps.length; column++)
      if (isSampled(values, column, timestamps.length)) sampled.add(timestamps[column]!)
  return sampled
}

/** Whether any row has a value in the column; where all is well, the first row tells. */
function isSampled(values: Float64Array, column: number, columns: number): boolean {
  for (let i = column; i < values.length; i += columns) if (!Number.isNaN(values[i]!)) return true
  return false
}

/** The frame at those of its times that are in `times`. */
export function onlyAt(frame: Frame, times: ReadonlySet<number>): Frame {
  const keep = [...frame.timestamps.keys()].filter((i) => times.has(frame.timestamps[i]!))
  const before = frame.timestamps.length
  if (keep.length === before) return frame
  const values = new Float64Array(frame.slots.length * keep.length)
  for (let row = 0; row < frame.slots.length; row++)
    keep.forEach((i, column) => {
      values[row * keep.length + column] = frame.values[row * before + i]!
    })
  const timestamps = Float64Array.from(keep, (i) => frame.timestamps[i]!)
  return { slots: frame.slots, timestamps, values }
}
