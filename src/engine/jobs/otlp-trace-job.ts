import type { ReceivedSpans } from '../../model/span.ts'
import { readOtlpTraces, type OtlpEncoding } from '../../sources/otlp/read-traces.ts'
import type { OtlpBatch } from '../../sources/otlp/span-batch.ts'
import type { SentSpans } from '../../sources/otlp/trace-id.ts'

export interface OtlpTraceTask {
  readonly body: Uint8Array
  readonly encoding: OtlpEncoding
  /** Keys of the attributes to keep; the usual ones when absent. */
  readonly kept?: readonly string[] | undefined
}

/** A batch as it goes between threads. */
export interface OtlpTraceAnswer extends Omit<OtlpBatch, 'spans'> {
  readonly spans: SentSpans
}

/** Reads spans that came over OTLP/HTTP. */
export function readOtlpBody({ body, encoding, kept }: OtlpTraceTask): OtlpTraceAnswer {
  const { spans, ...batch } = readOtlpTraces(body, encoding, { kept })
  return { ...batch, spans: sentSpans(spans) }
}

/** Without the function, and without the spare room of columns, which would be copied with them. */
function sentSpans(spans: ReceivedSpans): SentSpans {
  return {
    length: spans.length,
    strings: spans.strings,
    service: spans.service.slice(),
    operation: spans.operation.slice(),
    trace: spans.trace.slice(),
    span: spans.span.slice(),
    parent: spans.parent.slice(),
    durationMs: spans.durationMs.slice(),
    timestamp: spans.timestamp.slice(),
    failed: spans.failed.slice(),
    sourceRow: spans.sourceRow.slice(),
    kind: spans.kind,
    attributeOffsets: spans.attributeOffsets,
    attributes: spans.attributes,
    pairKey: spans.pairKey,
    pairValue: spans.pairValue,
    traceIds: spans.traceIds,
  }
}
