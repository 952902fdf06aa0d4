import type { TraceWindow } from '../../incidents/ranking/trace-window.ts'
import type { LogFile } from '../../sources/files/log-csv.ts'
import type { SpanFile } from '../../sources/files/span-csv.ts'
import { readEvents, traceFile, windowOf } from './window-of.ts'

/** Spans of one stretch of time, with the lines of the same time, ready to be counted. */
export interface Recording {
  /** Unix seconds of the first start, and just after the last. */
  readonly from: number
  readonly to: number
  /** What was recorded in [from, to); counted once. */
  window(from: number, to: number): TraceWindow
}

const JUST_AFTER = 1e-3

/** Finds who called whom, once; without spans it is as long as the lines are. Holds the columns of the file and every window that was asked for. */
export function openRecording(spans: SpanFile, logs?: LogFile): Recording {
  const traced = traceFile(spans)
  const lines = logs === undefined ? undefined : readEvents(logs)
  const windows = new Map<string, TraceWindow>()
  let [first, last] = [Infinity, -Infinity]
  const times = traced.starts.length > 0 || logs === undefined ? traced.starts : logs.timestamp
  for (const time of times) {
    if (time < first) first = time
    if (time > last) last = time
  }
  return {
    from: first,
    to: last + JUST_AFTER,
    window: (from, to) => {
      const key = `${from} ${to}`
      const known = windows.get(key) ?? windowOf(traced, lines, { from, to })
      windows.set(key, known)
      return known
    },
  }
}
