import * as fc from 'fast-check'

import type { AnyValue, KeyValue, Span, TraceRequest } from './otlp-messages.ts'

/** Texts as they come, odd ones among them; always well-formed, as protobuf demands. */
const text = fc.oneof(
  fc.constantFrom('', 'GET', 'checkout', 'a "quoted"\\ text\n', 'größer', '🦊', '\u0000'),
  fc.string({ unit: 'binary', maxLength: 12 }),
)

const int64 = fc.oneof(
  fc.constantFrom('0', '-1', '200', '9223372036854775807', '-9223372036854775808', '4294967296'),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
)

const double = fc.oneof(
  fc.constantFrom<number | 'NaN' | 'Infinity'>(0, 1.5, -2, 1e300, 'NaN', 'Infinity'),
  fc.double({ noDefaultInfinity: true, noNaN: true }),
)

const KEYS = ['http.route', 'db.system', 'exception.type', 'service.version', 'host.name']

const { keyValue } = fc.letrec<{ value: AnyValue; keyValue: KeyValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { arbitrary: text.map((stringValue) => ({ stringValue })), weight: 6 },
    { arbitrary: int64.map((intValue) => ({ intValue })), weight: 2 },
    double.map((doubleValue) => ({ doubleValue })),
    fc.boolean().map((boolValue) => ({ boolValue })),
    fc
      .uint8Array({ maxLength: 6 })
      .map((bytes) => ({ bytesValue: Buffer.from(bytes).toString('base64') })),
    fc.constant({}),
    fc.array(tie('value'), { maxLength: 3 }).map((values) => ({ arrayValue: { values } })),
    fc
      .uniqueArray(tie('keyValue'), { maxLength: 3, selector: ({ key }) => key })
      .map((values) => ({ kvlistValue: { values } })),
  ),
  keyValue: fc.record({
    key: fc.oneof({ arbitrary: fc.constantFrom(...KEYS), weight: 3 }, text),
    value: tie('value'),
  }),
}))

const resourceAttribute = fc.oneof(
  keyValue,
  text.map((stringValue) => ({ key: 'service.name', value: { stringValue } })),
)

function hex(bytes: number): fc.Arbitrary<string> {
  const id = fc.uint8Array({ minLength: bytes, maxLength: bytes })
  const few = fc.constantFrom(1, 2, 3).map((seed) => new Uint8Array(bytes).fill(seed))
  return fc.oneof(few, id).map((of) => Buffer.from(of).toString('hex'))
}

/** Mostly an id of the right length, sometimes none, zeros, or one of a wrong length. */
function id(bytes: number): fc.Arbitrary<string> {
  return fc.oneof(
    { arbitrary: hex(bytes), weight: 12 },
    { arbitrary: fc.constantFrom('', '00'.repeat(bytes), 'ab'), weight: 1 },
  )
}

const nanos = fc.oneof(
  { arbitrary: fc.bigInt(1_790_000_000_000_000_000n, 1_790_000_009_000_000_000n), weight: 8 },
  fc.bigInt(0n, 2n ** 64n - 1n),
)

const span: fc.Arbitrary<Span> = fc.record(
  {
    traceId: id(16),
    spanId: id(8),
    parentSpanId: id(8),
    name: text,
    kind: fc.integer({ min: -1, max: 7 }),
    startTimeUnixNano: nanos.map(String),
    endTimeUnixNano: nanos.map(String),
    attributes: fc.array(keyValue, { maxLength: 5 }),
    events: fc.array(fc.record({ name: text, attributes: fc.array(keyValue, { maxLength: 3 }) }), {
      maxLength: 2,
    }),
    links: fc.array(fc.record({ traceId: hex(16), spanId: hex(8) }), { maxLength: 1 }),
    status: fc.record({ message: text, code: fc.integer({ min: -1, max: 3 }) }),
    traceState: text,
    flags: fc.nat(),
  },
  { requiredKeys: ['traceId', 'spanId', 'startTimeUnixNano', 'endTimeUnixNano'] },
)

/** Requests as an SDK, a collector, or somebody careless may send them. */
export const traceRequest: fc.Arbitrary<TraceRequest> = fc.record({
  resourceSpans: fc.array(
    fc.record(
      {
        resource: fc.record({ attributes: fc.array(resourceAttribute, { maxLength: 4 }) }),
        scopeSpans: fc.array(
          fc.record({
            scope: fc.record({ name: text }),
            spans: fc.array(span, { maxLength: 5 }),
          }),
          { maxLength: 2 },
        ),
        schemaUrl: text,
      },
      { requiredKeys: ['scopeSpans'] },
    ),
    { maxLength: 3 },
  ),
})
