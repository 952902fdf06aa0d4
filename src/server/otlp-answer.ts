/** How OTLP/HTTP answers (opentelemetry.io/docs/specs/otlp, "OTLP/HTTP Response"), in either encoding. */
export type OtlpType = 'application/x-protobuf' | 'application/json'

/** Codes of google.rpc.Status by HTTP status; anything else is UNKNOWN. */
const RPC_CODES: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  413: 8,
  415: 3,
  429: 8,
  500: 13,
  503: 14,
}
const UNKNOWN = 2

/** An ExportTraceServiceResponse: empty when all is well, else with its partial success. */
export function exportResponse(
  type: OtlpType,
  { rejected, message }: { rejected: number; message: string },
): Buffer {
  const isWhole = rejected === 0 && message === ''
  if (type === 'application/json') {
    const partialSuccess = { rejectedSpans: String(rejected), errorMessage: message }
    return Buffer.from(JSON.stringify(isWhole ? {} : { partialSuccess }))
  }
  if (isWhole) return Buffer.alloc(0)
  return lengthField(1, Buffer.concat([integerField(1, rejected), textField(2, message)]))
}

/** A google.rpc.Status. */
export function rpcStatus(type: OtlpType, httpStatus: number, message: string): Buffer {
  const code = RPC_CODES[httpStatus] ?? UNKNOWN
  return type === 'application/json'
    ? Buffer.from(JSON.stringify({ code, message }))
    : Buffer.concat([integerField(1, code), textField(2, message)])
}

function integerField(field: number, value: number): Buffer {
  return value === 0 ? Buffer.alloc(0) : Buffer.from([field << 3, ...varint(value)])
}

function textField(field: number, text: string): Buffer {
  return text === '' ? Buffer.alloc(0) : lengthField(field, Buffer.from(text))
}

function lengthField(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(field << 3) | 2, ...varint(bytes.length)]), bytes])
}

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return [...bytes, rest]
}
