/** Trace requests as plain objects in the shape of OTLP's JSON, and a plain encoder of them to protobuf. */
export interface AnyValue {
  stringValue?: string
  boolValue?: boolean
  /** Text, as 64 bits do not fit a number. */
  intValue?: string
  doubleValue?: number | 'NaN' | 'Infinity' | '-Infinity'
  arrayValue?: { values: AnyValue[] }
  kvlistValue?: { values: KeyValue[] }
  /** Base64. */
  bytesValue?: string
}

export interface KeyValue {
  key?: string
  value?: AnyValue
}

export interface Span {
  /** Hexadecimal. */
  traceId?: string
  spanId?: string
  parentSpanId?: string
  traceState?: string
  name?: string
  kind?: number
  startTimeUnixNano?: string
  endTimeUnixNano?: string
  attributes?: KeyValue[]
  droppedAttributesCount?: number
  events?: { timeUnixNano?: string; name?: string; attributes?: KeyValue[] }[]
  links?: { traceId: string; spanId: string; attributes?: KeyValue[] }[]
  status?: { message?: string; code?: number }
  flags?: number
}

interface ResourceSpans {
  resource?: { attributes?: KeyValue[] }
  scopeSpans?: {
    scope?: { name?: string; version?: string }
    spans?: Span[]
    schemaUrl?: string
  }[]
  schemaUrl?: string
}

export interface TraceRequest {
  resourceSpans?: ResourceSpans[]
}

/** Encodes as the wire format says (protobuf.dev/programming-guides/encoding). */
export function encodeRequest({ resourceSpans = [] }: TraceRequest): Buffer {
  return Buffer.concat(resourceSpans.map((one) => message(1, encodeResourceSpans(one))))
}

function encodeResourceSpans({ resource, scopeSpans = [], schemaUrl }: ResourceSpans): Buffer {
  return Buffer.concat([
    ...(resource ? [message(1, keyValues(1, resource.attributes))] : []),
    ...scopeSpans.map(({ scope, spans = [], schemaUrl: url }) =>
      message(
        2,
        Buffer.concat([
          ...(scope
            ? [message(1, Buffer.concat([text(1, scope.name), text(2, scope.version)]))]
            : []),
          ...spans.map((span) => message(2, encodeSpan(span))),
          text(3, url),
        ]),
      ),
    ),
    text(3, schemaUrl),
  ])
}

export function encodeSpan(span: Span): Buffer {
  return Buffer.concat([
    hex(1, span.traceId),
    hex(2, span.spanId),
    text(3, span.traceState),
    hex(4, span.parentSpanId),
    text(5, span.name),
    integer(6, span.kind),
    fixed64(7, span.startTimeUnixNano),
    fixed64(8, span.endTimeUnixNano),
    keyValues(9, span.attributes),
    integer(10, span.droppedAttributesCount),
    ...(span.events ?? []).map(({ timeUnixNano, name, attributes }) =>
      message(
        11,
        Buffer.concat([fixed64(1, timeUnixNano), text(2, name), keyValues(3, attributes)]),
      ),
    ),
    ...(span.links ?? []).map(({ traceId, spanId, attributes }) =>
      message(13, Buffer.concat([hex(1, traceId), hex(2, spanId), keyValues(4, attributes)])),
    ),
    ...(span.status
      ? [message(15, Buffer.concat([text(2, span.status.message), integer(3, span.status.code)]))]
      : []),
    ...(span.flags === undefined ? [] : [tag(16, 5), fixed32(span.flags)]),
  ])
}

function keyValues(field: number, list: readonly KeyValue[] = []): Buffer {
  return Buffer.concat(
    list.map(({ key, value }) =>
      message(
        field,
        Buffer.concat([text(1, key), ...(value ? [message(2, encodeValue(value))] : [])]),
      ),
    ),
  )
}

function encodeValue(value: AnyValue): Buffer {
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } =
    value
  if (stringValue !== undefined) return text(1, stringValue)
  if (boolValue !== undefined) return Buffer.concat([tag(2, 0), varint(boolValue ? 1n : 0n)])
  if (intValue !== undefined)
    return Buffer.concat([tag(3, 0), varint(BigInt.asUintN(64, BigInt(intValue)))])
  if (doubleValue !== undefined) {
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleLE(Number(doubleValue))
    return Buffer.concat([tag(4, 1), bytes])
  }
  if (arrayValue !== undefined)
    return message(5, Buffer.concat(arrayValue.values.map((one) => message(1, encodeValue(one)))))
  if (kvlistValue !== undefined) return message(6, keyValues(1, kvlistValue.values))
  return bytesValue === undefined ? Buffer.alloc(0) : message(7, Buffer.from(bytesValue, 'base64'))
}

export function varint(value: bigint): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return Buffer.from([...bytes, Number(rest)])
}

export function tag(field: number, type: number): Buffer {
  return varint(BigInt(field * 8 + type))
}

export function message(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([tag(field, 2), varint(BigInt(bytes.length)), bytes])
}

function text(field: number, written: string | undefined): Buffer {
  return written === undefined ? Buffer.alloc(0) : message(field, Buffer.from(written))
}

function hex(field: number, written: string | undefined): Buffer {
  return written === undefined ? Buffer.alloc(0) : message(field, Buffer.from(written, 'hex'))
}

function integer(field: number, value: number | undefined): Buffer {
  return value === undefined
    ? Buffer.alloc(0)
    : Buffer.concat([tag(field, 0), varint(BigInt.asUintN(64, BigInt(value)))])
}

function fixed64(field: number, written: string | undefined): Buffer {
  if (written === undefined) return Buffer.alloc(0)
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(written))
  return Buffer.concat([tag(field, 1), bytes])
}

function fixed32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
