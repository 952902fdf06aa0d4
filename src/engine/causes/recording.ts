import type { TraceWindow } from '../../incidents/ranking/trace-window.ts'
import type { LogFile } from '../../sources/files/log-csv.ts'
import type { SpanFile } from '../../sources/files/span-csv.ts'
import { traceFile, windowOf } from './window-of.ts'

/** Spans of one stretch of time, with the lines of the same time, ready to be counted. */
export interface Recording {
  /** Unix seconds of the first start, and just after the last. */
  readonly from: number
  readonly to: number
  /** What was recorded in [from, to); counted once. */
  window(from: number, to: number): TraceWindow
}

const JUST_AFTER = 1e-3

/** Finds who called whom, once. Holds the columns of the file and every window that was asked for. */
export function openRecording(spans: SpanFile, logs?: LogFile): Recording {
  const traced = traceFile(spans)
  const windows = new Map<string, TraceWindow>()
  let [first, last] = [Infinity, -Infinity]
  for (const time of traced.starts) {
    if (time < first) first = time
    if (time > last) last = time
  }
  return {
    from: first,
    to: last + JUST_AFTER,
    window: (from, to) => {
      const key = `${from} ${to}`
      const known = windows.get(key) ?? windowOf(traced, logs, { from, to })
      windows.set(key, known)
      return known
    },
  }
}
