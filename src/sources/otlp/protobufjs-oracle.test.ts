import * as fc from 'fast-check'
import protobuf from 'protobufjs'
import { expect, test } from 'vitest'

import { traceRequest } from '../../../test/otlp-arbitraries.ts'
import { encodeRequest, type TraceRequest } from '../../../test/otlp-messages.ts'
import { traceProto } from '../../../test/otlp-proto.ts'
import { plainColumns, plainSpans, type PlainSpan } from '../../../test/otlp-reference.ts'
import { readOtlpTraces } from './read-traces.ts'

const Request = protobuf.parse(traceProto).root.lookupType('otlp.ExportTraceServiceRequest')

test('what protobufjs encodes is read as it was', () => {
  fc.assert(
    fc.property(traceRequest, (request) => {
      const body = Request.encode(Request.fromObject(withBytes(request))).finish()
      expect(readPlainly(body)).toEqual(expectedOf(request))
    }),
    { numRuns: 300 },
  )
})

test('what protobufjs decodes is what we read', () => {
  fc.assert(
    fc.property(traceRequest, (request) => {
      const body = encodeRequest(request)
      const options = { longs: String, bytes: String, enums: Number, arrays: true } as const
      const decoded = Request.toObject(Request.decode(body), options)
      expect(readPlainly(body)).toEqual(expectedOf(withHex(decoded) as TraceRequest))
    }),
    { numRuns: 300 },
  )
})

function readPlainly(body: Uint8Array) {
  const { spans, rejected } = readOtlpTraces(body, 'protobuf')
  return { spans: plainColumns(spans).map(withoutNumbers), rejected: rejected.count }
}

function expectedOf(request: TraceRequest) {
  const { spans, rejected } = plainSpans(request)
  return { spans: spans.map(withoutNumbers), rejected }
}

/** Without the numbers of ids, which another test compares. */
function withoutNumbers({ span: _span, parent, ...rest }: PlainSpan) {
  return { ...rest, isRoot: parent === 0 }
}

const IDS = new Set(['traceId', 'spanId', 'parentSpanId'])

/** Ids, which OTLP's JSON has in hexadecimal, as the base64 that protobufjs takes, and back. */
function withBytes(request: TraceRequest): object {
  return mapped(request, (id) => Buffer.from(id, 'hex').toString('base64')) as object
}

function withHex(value: unknown): unknown {
  return mapped(value, (id) => Buffer.from(id, 'base64').toString('hex'))
}

function mapped(value: unknown, idOf: (id: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => mapped(one, idOf))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      IDS.has(key) && typeof one === 'string' ? idOf(one) : mapped(one, idOf),
    ]),
  )
}
