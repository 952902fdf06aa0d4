import type { OtlpEncoding } from '../sources/otlp/read-traces.ts'
import { withTraceIds } from '../sources/otlp/trace-id.ts'
import type { OtlpTraceAnswer, OtlpTraceTask } from './jobs/otlp-trace-job.ts'
import { FORGETFUL, type SpanSink } from './span-sink.ts'
import type { WorkerPool } from './worker-pool.ts'

/** What became of a request of spans. */
export interface TraceReceipt {
  readonly accepted: number
  readonly rejected: number
  /** The rejected ones by reason: one of a few fixed labels. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[]
  /** For whoever sent it: what was rejected and which limits were reached; '' when all is well. */
  readonly message: string
}

export interface TraceReceiver {
  /**
   * Takes an ExportTraceServiceRequest. Rejects with INPUT_INVALID when it is not one, and with
   * INPUT_TOO_LARGE or OVERLOADED.
   */
  receive(body: Uint8Array, encoding: OtlpEncoding): Promise<TraceReceipt>
}

export interface TraceReceiverDependencies {
  readonly pool: Pick<WorkerPool, 'run'>
  /** Nobody by default. */
  readonly sink?: SpanSink | undefined
  /** Keys of the attributes to keep; the usual ones by default. */
  readonly kept?: readonly string[] | undefined
}

/** Spans are read in worker threads and handed to the sink. */
export function createTraceReceiver({
  pool,
  sink = FORGETFUL,
  kept,
}: TraceReceiverDependencies): TraceReceiver {
  return {
    async receive(body, encoding) {
      const task: OtlpTraceTask = { body, encoding, kept }
      const answer = await pool.run<OtlpTraceAnswer>('otlpTraces', task, memoryOf(body))
      if (answer.spans.length > 0) sink.take(withTraceIds(answer.spans))
      return receiptOf(answer)
    },
  }
}

function receiptOf({ spans, rejected, faults, warnings }: OtlpTraceAnswer): TraceReceipt {
  return {
    accepted: spans.length,
    rejected: rejected.count,
    reasons: faults.map(({ reason, count }) => ({ reason, count })),
    message: [
      ...faults.map(({ message, count }) => `${count} spans: ${message}`),
      ...rejected.rows.slice(0, 1).map(({ index }) => `the first of them is span ${index}`),
      ...warnings,
    ].join('; '),
  }
}

/** The memory of a body, to be moved into the worker instead of copied; a small one shares a pool's. */
function memoryOf({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
}
