import { JsonCursor } from '../traces/json-cursor.ts'
import { attributeKeys } from './attribute-keys.ts'
import { JsonRequest } from './json-request.ts'
import { KEPT_ATTRIBUTES } from './kept-attributes.ts'
import { DEFAULT_OTLP_LIMITS, type OtlpLimits } from './otlp-limits.ts'
import { ProtobufCursor } from './protobuf-cursor.ts'
import { ProtobufRequest } from './protobuf-request.ts'
import { SpanBatch, type OtlpBatch } from './span-batch.ts'

export type OtlpEncoding = 'protobuf' | 'json'

export interface OtlpOptions {
  /** Keys of the attributes that are kept; a usual choice by default, at most 64. */
  readonly kept?: readonly string[] | undefined
  readonly limits?: Partial<OtlpLimits> | undefined
}

/** Levels of JSON that one level of a nested attribute value takes. */
const LEVELS_OF_JSON = 5

/**
 * Reads an OTLP ExportTraceServiceRequest straight from its bytes into columns. A span without
 * usable ids or times is rejected with its reason and costs no other span.
 *
 * Throws INPUT_INVALID when the bytes are not such a message, INPUT_TOO_LARGE above `limits.spans`.
 */
export function readOtlpTraces(
  body: Uint8Array,
  encoding: OtlpEncoding,
  options: OtlpOptions = {},
): OtlpBatch {
  const limits = { ...DEFAULT_OTLP_LIMITS, ...options.limits }
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const keys = attributeKeys(view, options.kept ?? KEPT_ATTRIBUTES)
  const batch = new SpanBatch({ body: view, kept: keys.kept, limits })
  if (encoding === 'protobuf') {
    new ProtobufRequest(new ProtobufCursor(bytes), { batch, keys, limits }).read()
  } else {
    const cursor = new JsonCursor(bytes, limits.nesting * LEVELS_OF_JSON)
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) cursor.at = 3
    new JsonRequest(cursor, { batch, keys, limits }).read()
  }
  return batch.finish()
}
