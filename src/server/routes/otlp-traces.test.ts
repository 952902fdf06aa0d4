import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

import { createFakeEngine } from '../../../test/fake-engine.ts'
import { encodeRequest, type Span } from '../../../test/otlp-messages.ts'
import { serverUnderTest } from '../../../test/server-under-test.ts'
import { readOtlpBody, type OtlpTraceTask } from '../../engine/jobs/otlp-trace-job.ts'
import { createTraceReceiver } from '../../engine/trace-receiver.ts'
import { errors } from '../../errors.ts'
import type { ReceivedSpans } from '../../model/span.ts'
import type { ServerOptions } from '../options.ts'

const START = 1_790_000_000_000_000_000n
const PROTOBUF = 'application/x-protobuf'

function requestOf(...spans: Partial<Span>[]) {
  const whole = spans.map((span, i) => ({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: `b7ad6b716920333${i}`,
    name: 'GET /cart',
    startTimeUnixNano: String(START),
    endTimeUnixNano: String(START + 1_000_000n),
    ...span,
  }))
  return { resourceSpans: [{ scopeSpans: [{ spans: whole }] }] }
}

/** A server whose engine reads what comes, in this thread, and what its sink was handed. */
async function receiverUnderTest(options: Partial<ServerOptions> = {}) {
  const taken: ReceivedSpans[] = []
  const pool = {
    run: async <T>(_name: string, task: unknown) =>
      structuredClone(readOtlpBody(task as OtlpTraceTask)) as T,
  }
  const sink = { take: (spans: ReceivedSpans) => void taken.push(spans) }
  const engine = createFakeEngine({ traceReceiver: createTraceReceiver({ pool, sink }) })
  const server = await serverUnderTest({ engine, otlpReceiver: true, ...options })
  const post = (payload: Buffer | string, type = PROTOBUF, headers = {}) =>
    server.app.inject({
      method: 'POST',
      url: '/v1/traces',
      headers: { 'content-type': type, ...headers },
      payload,
    })
  return { ...server, taken, post }
}

test('a whole request is answered by an empty message in its own encoding', async () => {
  const { post, taken, metrics } = await receiverUnderTest()
  const protobuf = await post(encodeRequest(requestOf({}, {})))
  expect([protobuf.statusCode, protobuf.headers['content-type']]).toEqual([200, PROTOBUF])
  expect(protobuf.rawPayload).toHaveLength(0)
  const json = await post(JSON.stringify(requestOf({})), 'application/json; charset=utf-8')
  expect([json.statusCode, json.headers['content-type']]).toEqual([200, 'application/json'])
  expect(json.json()).toEqual({})
  expect(taken.map(({ length }) => length)).toEqual([2, 1])
  expect(taken[1]!.traceIdOf(0)).toBe('0af7651916cd43dd8448eb211c80319c')
  expect(await metrics()).toContain('rootops_samples_received_total 3')
})

test('an empty protobuf body is a request without spans, an empty JSON body is none', async () => {
  const { post, taken } = await receiverUnderTest()
  expect((await post(Buffer.alloc(0))).statusCode).toBe(200)
  expect((await post('', 'application/json')).statusCode).toBe(400)
  expect(taken).toHaveLength(0)
})

test('broken spans are told in partial_success and counted', async () => {
  const { post, taken, metrics } = await receiverUnderTest()
  const request = requestOf({}, { traceId: '' }, { endTimeUnixNano: '1' })
  const message =
    '1 spans: trace_id is missing, zero, or not of 16 bytes; ' +
    '1 spans: end_time_unix_nano is missing, not a time, or before the start; ' +
    'the first of them is span 1'
  const json = await post(JSON.stringify(request), 'application/json')
  expect([json.statusCode, json.json()]).toEqual([
    200,
    { partialSuccess: { rejectedSpans: '2', errorMessage: message } },
  ])
  const protobuf = await post(encodeRequest(request))
  // partial_success = 1 {rejected_spans = 1: 2, error_message = 2: …}; lengths over 127 take two bytes.
  const length = message.length
  expect(protobuf.rawPayload).toEqual(
    Buffer.concat([
      Buffer.from([0x0a, ((length + 5) & 127) | 128, (length + 5) >> 7]),
      Buffer.from([0x08, 2, 0x12, (length & 127) | 128, length >> 7]),
      Buffer.from(message),
    ]),
  )
  expect(taken.map((spans) => spans.length)).toEqual([1, 1])
  const text = await metrics()
  expect(text).toContain('rootops_samples_rejected_total{reason="span_without_trace_id"} 2')
  expect(text).toContain('rootops_samples_rejected_total{reason="span_ends_before_start"} 2')
})

test('a message that cannot be read is 400 with a google.rpc.Status in its own encoding', async () => {
  const { post, metrics, taken } = await receiverUnderTest()
  const protobuf = await post(Buffer.from([0x0a, 0x05, 0x00]))
  expect([protobuf.statusCode, protobuf.headers['content-type']]).toEqual([400, PROTOBUF])
  // code = 1: INVALID_ARGUMENT, message = 2.
  expect([...protobuf.rawPayload.subarray(0, 3)]).toEqual([0x08, 3, 0x12])
  expect(protobuf.body).toContain('malformed protobuf at byte 2')
  const json = await post('{"resourceSpans":[{]}', 'application/json')
  expect([json.statusCode, json.headers['content-type']]).toEqual([400, 'application/json'])
  expect(json.json()).toMatchObject({ code: 3, message: expect.stringContaining('byte 19') })
  expect(taken).toHaveLength(0)
  expect(await metrics()).toContain('rootops_samples_rejected_total{reason="malformed_otlp"} 2')
})

test('gzip is unpacked; other encodings and types are 415; over the limit is 413', async () => {
  const { post, taken } = await receiverUnderTest({ limits: { bodyBytes: 1000 } })
  const body = encodeRequest(requestOf({}))
  const gzip = { 'content-encoding': 'gzip' }
  expect((await post(gzipSync(body), PROTOBUF, gzip)).statusCode).toBe(200)
  expect(taken).toHaveLength(1)
  expect((await post(body, PROTOBUF, gzip)).statusCode).toBe(400)
  expect((await post(body, PROTOBUF, { 'content-encoding': 'zstd' })).statusCode).toBe(415)
  expect((await post(body, 'text/plain')).statusCode).toBe(415)
  const large = await post(gzipSync(Buffer.alloc(5000)), PROTOBUF, gzip)
  expect(large.statusCode).toBe(413)
  expect(large.rawPayload[1]).toBe(8)
  expect(large.body).toContain('the limit of 1000 bytes')
})

test('when there is too much to do it says when to come again', async () => {
  const engine = createFakeEngine({
    traceReceiver: { receive: async () => Promise.reject(errors.overloaded('busy')) },
  })
  const { post } = await receiverUnderTest({ engine })
  const answer = await post('{}', 'application/json')
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5'])
  expect(answer.json()).toEqual({ code: 14, message: 'busy' })
})

test('off, it says which flag is missing', async () => {
  const { post, app } = await receiverUnderTest({ otlpReceiver: false })
  const answer = await post(encodeRequest(requestOf({})))
  expect(answer.statusCode).toBe(404)
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(answer.json()).toMatchObject({
    detail: expect.stringContaining('--web.enable-otlp-receiver'),
  })
  expect((await app.inject('/api/v1/openapi.json')).body).not.toContain('/v1/traces"')
})
