import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { traceRequest } from '../../../test/otlp-arbitraries.ts'
import {
  encodeRequest,
  encodeSpan,
  message,
  tag,
  varint,
  type Span,
  type TraceRequest,
} from '../../../test/otlp-messages.ts'
import { plainColumns, plainSpans } from '../../../test/otlp-reference.ts'
import { RootOpsError } from '../../errors.ts'
import { readOtlpTraces, type OtlpEncoding, type OtlpOptions } from './read-traces.ts'

const START = 1_790_000_000_123_456_789n

function spanOf(overrides: Span = {}): Span {
  return {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    name: 'GET /cart',
    startTimeUnixNano: String(START),
    endTimeUnixNano: String(START + 1_500_001n),
    ...overrides,
  }
}

function requestOf(...spans: Span[]): TraceRequest {
  const attributes = [{ key: 'service.name', value: { stringValue: 'shop' } }]
  return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] }
}

function bodyOf(request: unknown, encoding: OtlpEncoding): Buffer {
  return encoding === 'protobuf'
    ? encodeRequest(request as TraceRequest)
    : Buffer.from(JSON.stringify(request))
}

function read(request: unknown, encoding: OtlpEncoding, options: OtlpOptions = {}) {
  const { spans, ...rest } = readOtlpTraces(bodyOf(request, encoding), encoding, options)
  return { ...rest, spans, rows: plainColumns(spans) }
}

test.each(['protobuf', 'json'] as const)(
  '%s: a request is what a plain reading of it says',
  (encoding) => {
    fc.assert(
      fc.property(traceRequest, (request) => {
        const expected = plainSpans(request)
        const { rows, rejected } = read(request, encoding)
        expect(rows).toEqual(renumbered(expected.spans, rows))
        expect(rejected.count).toBe(expected.rejected)
      }),
      { numRuns: 300 },
    )
  },
)

/** The same spans with the reader's own numbers of ids, where they pair up one to one. */
function renumbered<T extends { span: number; parent: number }>(expected: T[], rows: T[]): T[] {
  const numbers = new Map<number, number>()
  const taken = new Map<number, number>()
  const same = (from: number, to: number | undefined) => {
    if (to === undefined || (from === 0) !== (to === 0)) return from
    if (!numbers.has(from) && !taken.has(to)) {
      numbers.set(from, to)
      taken.set(to, from)
    }
    return numbers.get(from) ?? -1
  }
  return expected.map((one, i) => ({
    ...one,
    span: same(one.span, rows[i]?.span),
    parent: same(one.parent, rows[i]?.parent),
  }))
}

test.each(['protobuf', 'json'] as const)('%s: all fields of one span', (encoding) => {
  const span = spanOf({
    parentSpanId: '00f067aa0ba902b7',
    kind: 3,
    status: { code: 2 },
    attributes: [
      { key: 'http.route', value: { stringValue: '/cart' } },
      { key: 'http.response.status_code', value: { intValue: '503' } },
      { key: 'url.full', value: { stringValue: 'http://shop/cart?user=1' } },
    ],
    events: [
      {
        name: 'exception',
        attributes: [{ key: 'exception.type', value: { stringValue: 'IOError' } }],
      },
    ],
  })
  const { rows, spans, droppedAttributes } = read(requestOf(span), encoding)
  expect(rows).toMatchObject([
    {
      service: 'shop',
      operation: 'GET /cart',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      durationMs: 1.500001,
      failed: true,
      kind: 3,
      attributes: {
        'http.route': '/cart',
        'http.response.status_code': '503',
        'exception.type': 'IOError',
      },
    },
  ])
  expect(spans.timestamp[0]).toBe(1_790_000_000 + 0.123_456_789)
  expect(droppedAttributes).toBe(1)
})

test.each(['protobuf', 'json'] as const)('%s: broken spans cost no other span', (encoding) => {
  const { rows, rejected, faults } = read(
    requestOf(
      spanOf({ traceId: '' }),
      spanOf({ name: 'good' }),
      spanOf({ spanId: '0000000000000000' }),
      spanOf({ endTimeUnixNano: String(START - 1n) }),
      spanOf({ startTimeUnixNano: '0' }),
      spanOf({ parentSpanId: 'abcd' }),
      spanOf({ endTimeUnixNano: String(START - 1n) }),
    ),
    encoding,
  )
  expect(rows.map(({ operation, index }) => [operation, index])).toEqual([['good', 1]])
  expect(rejected.count).toBe(6)
  expect(rejected.rows[1]).toEqual({
    index: 2,
    reason: 'span_id is missing, zero, or not of 8 bytes',
  })
  expect(Object.fromEntries(faults.map(({ reason, count }) => [reason, count]))).toEqual({
    span_without_trace_id: 1,
    span_without_span_id: 1,
    span_ends_before_start: 2,
    span_without_start: 1,
    span_with_bad_parent_id: 1,
  })
})

test.each(['protobuf', 'json'] as const)(
  '%s: what a span says wins over its resource',
  (encoding) => {
    const attributes = [{ key: 'service.version', value: { stringValue: '1' } }]
    const own = [{ key: 'service.version', value: { stringValue: '2' } }]
    const request = {
      resourceSpans: [
        {
          resource: { attributes },
          scopeSpans: [{ spans: [spanOf(), spanOf({ attributes: own }), spanOf()] }],
        },
      ],
    }
    const { rows } = read(request, encoding)
    expect(rows.map((row) => row.attributes['service.version'])).toEqual(['1', '2', '1'])
    expect(rows.map(({ service }) => service)).toEqual(['unknown', 'unknown', 'unknown'])
  },
)

test.each(['protobuf', 'json'] as const)('%s: limits are kept and told', (encoding) => {
  const spans = Array.from({ length: 5 }, (_, i) => spanOf({ name: `operation ${i}` }))
  expect(() => read(requestOf(...spans), encoding, { limits: { spans: 4 } })).toThrow(
    'the number of spans is over the limit of 4',
  )
  const few = read(requestOf(...spans), encoding, { limits: { distinctTexts: 3 } })
  expect(few.rows.map(({ operation }) => operation)).toEqual([
    'operation 0',
    'operation 1',
    '__other__',
    '__other__',
    '__other__',
  ])
  expect(few.warnings).toEqual([
    'more than 3 different texts; 3 further ones were counted as __other__',
  ])
  const short = read(requestOf(spanOf({ name: 'ab€' })), encoding, { limits: { textBytes: 4 } })
  expect(short.rows[0]!.operation).toBe('ab')
  expect(short.warnings).toEqual(['1 texts were cut to 4 bytes'])
})

test.each(['protobuf', 'json'] as const)(
  '%s: only attributes that are asked for are kept',
  (encoding) => {
    const attributes = ['a', 'b', 'service.name'].map((key) => ({
      key,
      value: { stringValue: `value of ${key}` },
    }))
    const { rows } = read(requestOf(spanOf({ attributes })), encoding, {
      kept: ['b', 'b', 'service.name'],
    })
    expect(rows[0]).toMatchObject({ service: 'shop', attributes: { b: 'value of b' } })
  },
)

test('protobuf: the order of fields does not matter', () => {
  const resource = message(
    1,
    message(
      1,
      Buffer.concat([
        message(2, message(1, Buffer.from('shop'))),
        message(1, Buffer.from('service.name')),
      ]),
    ),
  )
  const scopes = message(2, message(2, encodeSpan(spanOf())))
  const { spans } = readOtlpTraces(message(1, Buffer.concat([scopes, resource])), 'protobuf')
  expect(plainColumns(spans)[0]!.service).toBe('shop')
})

test('json: the order of keys does not matter', () => {
  const { resourceSpans } = requestOf(spanOf())
  const { resource, scopeSpans } = resourceSpans![0]!
  const attributes = resource!.attributes!.map(({ key, value }) => ({ value, key }))
  const { rows } = read({ resourceSpans: [{ scopeSpans, resource: { attributes } }] }, 'json')
  expect(rows[0]!.service).toBe('shop')
})

test('json: numbers as numbers, enumerations by name, digits in capitals', () => {
  const span = {
    ...spanOf({ traceId: '0AF7651916CD43DD8448EB211C80319C' }),
    kind: 'SPAN_KIND_SERVER',
    status: { code: 'STATUS_CODE_ERROR' },
    attributes: [{ key: 'http.status_code', value: { intValue: 404 } }],
    startTimeUnixNano: 1_790_000_000_000_000_000,
    endTimeUnixNano: 1.790_000_001e18,
  }
  const { rows } = read({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }, 'json')
  expect(rows).toMatchObject([
    {
      kind: 2,
      failed: true,
      traceId: '0af7651916cd43dd8448eb211c80319c',
      durationMs: 1000,
      timestamp: 1_790_000_000,
      attributes: { 'http.status_code': '404' },
    },
  ])
})

test('json: null stands for what is not there; white space, escapes and a byte order mark are fine', () => {
  const span = {
    ...spanOf(),
    kind: null,
    status: null,
    events: null,
    parentSpanId: null,
    name: null,
  }
  const written = JSON.stringify(
    { resourceSpans: [{ resource: null, scopeSpans: [{ scope: null, spans: [span] }] }] },
    null,
    2,
  ).replace('"spans"', String.raw`"\u0073pans"`)
  const { spans } = readOtlpTraces(Buffer.from(`\uFEFF${written}`), 'json')
  expect(plainColumns(spans)).toMatchObject([{ operation: 'unknown', kind: 0, parent: 0 }])
})

test('protobuf: fields nobody knows are passed, whatever their type', () => {
  const unknown = Buffer.concat([
    tag(99, 0),
    varint(2n ** 64n - 1n),
    tag(99, 1),
    Buffer.alloc(8),
    tag(99, 2),
    varint(3n),
    Buffer.from('abc'),
    tag(99, 5),
    Buffer.alloc(4),
    // A known field of another wire type.
    tag(5, 0),
    varint(7n),
  ])
  const span = Buffer.concat([unknown, encodeSpan(spanOf()), unknown])
  const body = message(1, message(2, message(2, span)))
  expect(plainColumns(readOtlpTraces(body, 'protobuf').spans)).toHaveLength(1)
})

const BROKEN: readonly [string, Buffer, string][] = [
  ['a group', Buffer.from([0x0b, 0x0c]), 'groups are not understood'],
  ['wire type 7', Buffer.from([0x0f]), 'expected a wire type'],
  ['field number 0', Buffer.from([0x02, 0x00]), 'expected a field number'],
  ['an endless varint', Buffer.alloc(11, 0x80), 'a varint of at most 10 bytes'],
  ['a length past the end', Buffer.from([0x0a, 0x05, 0x00]), 'expected at most 1 bytes'],
  ['a length of 2^63', Buffer.from([0x0a, ...varint(2n ** 63n)]), 'expected at most 0 bytes'],
  ['a fixed64 that is cut', Buffer.from([0x09, 1, 2]), 'expected 8 bytes'],
  ['an inner length past its message', message(1, Buffer.from([0x12, 0x7f])), 'expected at most 0'],
]

test.each(BROKEN)('protobuf: %s is refused with its place', (_what, body, words) => {
  expect(() => readOtlpTraces(body, 'protobuf')).toThrow(words)
})

test('protobuf: a message that is cut anywhere is refused', () => {
  const body = encodeRequest(requestOf(spanOf(), spanOf()))
  for (let length = 1; length < body.length; length++)
    expect(() => readOtlpTraces(body.subarray(0, length), 'protobuf')).toThrow(RootOpsError)
})

test('json: a body that is cut anywhere is refused', () => {
  const body = bodyOf(requestOf(spanOf()), 'json')
  for (let length = 0; length < body.length; length++)
    expect(() => readOtlpTraces(body.subarray(0, length), 'json')).toThrow(RootOpsError)
})

test('json: what is not JSON is refused, and nothing of it repeated', () => {
  fc.assert(
    fc.property(
      traceRequest,
      fc.nat(),
      fc.constantFrom(...'{ } [ ] , : " 0 a x \\'.split(' ')),
      (request, at, byte) => {
        const text = JSON.stringify(request)
        const place = at % text.length
        const mutant = text.slice(0, place) + byte + text.slice(place + 1)
        const error = thrownBy(() => readOtlpTraces(Buffer.from(mutant), 'json'))
        const isJson = thrownBy(() => JSON.parse(mutant)) === undefined
        if (isJson) expect(error === undefined || error instanceof RootOpsError).toBe(true)
        else expect(error).toBeInstanceOf(RootOpsError)
      },
    ),
    { numRuns: 500 },
  )
})

function thrownBy(call: () => unknown): unknown {
  try {
    call()
  } catch (error) {
    return error
  }
}

test.each(['protobuf', 'json'] as const)(
  '%s: a value that is nested too deep or too long is no danger',
  (encoding) => {
    let value: object = { stringValue: 'x' }
    for (let i = 0; i < 200; i++) value = { arrayValue: { values: [value] } }
    const deep = requestOf(spanOf({ attributes: [{ key: 'http.route', value }] }))
    expect(() => read(deep, encoding)).toThrow('at most')
    const values = Array.from({ length: 20_000 }, () => ({ boolValue: true }))
    const long = requestOf(
      spanOf({ attributes: [{ key: 'http.route', value: { arrayValue: { values } } }] }),
    )
    expect(read(long, encoding).rows[0]!.attributes).toEqual({})
  },
)

test('ids that fall together by choice do not slow it down', () => {
  // 40,000 ids of one span each, all of whose low bits agree.
  const spans = Array.from({ length: 40_000 }, (_, i) =>
    spanOf({ spanId: (BigInt(i + 1) << 44n).toString(16).padStart(16, '0') }),
  )
  const { spans: columns } = readOtlpTraces(encodeRequest(requestOf(...spans)), 'protobuf')
  expect(new Set(columns.span).size).toBe(40_000)
})
