import type { ReceivedSpans } from '../../model/span.ts'

/** Received spans as they go between threads: a function cannot. */
export type SentSpans = Omit<ReceivedSpans, 'traceIdOf'>

/** The columns with what finds the text of a trace id again. */
export function withTraceIds(columns: SentSpans): ReceivedSpans {
  const { trace, traceIds } = columns
  return {
    ...columns,
    traceIdOf: (row) => (trace[row] === 0 ? '' : traceIdText(traceIds, trace[row]!)),
  }
}

/** 32 hexadecimal digits, as OpenTelemetry writes trace ids. */
function traceIdText(words: Int32Array, trace: number): string {
  const four = words.subarray(trace * 4 - 4, trace * 4)
  return Array.from(four, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}
