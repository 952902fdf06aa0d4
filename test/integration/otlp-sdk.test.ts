import type { AddressInfo } from 'node:net'
import { diag, DiagLogLevel, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'

import { createTraceReceiver } from '../../src/engine/trace-receiver.ts'
import { createWorkerPool } from '../../src/engine/worker-pool.ts'
import type { ReceivedSpans } from '../../src/model/span.ts'
import { createServer } from '../../src/server/server.ts'
import { createTelemetry } from '../../src/telemetry.ts'
import { createLogger } from '../../src/telemetry/log.ts'
import { createFakeEngine } from '../fake-engine.ts'
import { createFakeStore } from '../fake-store.ts'
import { plainColumns } from '../otlp-reference.ts'

/** What an exporter reports when all went well. */
type ExportResult = Parameters<Parameters<SpanExporter['export']>[1]>[0]
// Its enum is of a package that only the SDK depends on.
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment
const SUCCESS = 0 as ExportResult['code']

const taken: ReceivedSpans[] = []
const pool = createWorkerPool()
const receiver = createTraceReceiver({ pool, sink: { take: (spans) => void taken.push(spans) } })
const log = createLogger({ write: () => undefined })
const server = await createServer({
  engine: createFakeEngine({ traceReceiver: receiver }),
  store: createFakeStore(),
  telemetry: createTelemetry({ version: '0', log, processMetrics: false }),
  build: { version: '0' },
  otlpReceiver: true,
})
let url = ''

beforeAll(async () => {
  await server.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/v1/traces`
})
beforeEach(() => void taken.splice(0))
afterAll(async () => {
  await server.close()
  await pool.close()
})

/** The exporters' options say gzip by a name of an enumeration that is no value at run time. */
const exporters: Record<string, (compression?: string) => SpanExporter> = {
  protobuf: (compression) => new ProtobufExporter({ url, compression: compression as never }),
  json: (compression) => new JsonExporter({ url, compression: compression as never }),
}

/** A request and the query inside it, which fails, as an instrumented program tells them. */
function record(exporter: SpanExporter) {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'checkout', 'host.name': 'node-1' }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  })
  const tracer = provider.getTracer('shop')
  const start = 1_790_000_000_000
  const request = tracer.startSpan('POST /pay', {
    kind: SpanKind.SERVER,
    startTime: start,
    attributes: { 'http.route': '/pay', 'http.response.status_code': 500, 'user.id': 'u-7' },
  })
  const query = tracer.startSpan('SELECT', {
    kind: SpanKind.CLIENT,
    startTime: start + 2,
    attributes: { 'db.system.name': 'postgresql' },
  })
  query.recordException(Object.assign(new Error('no answer'), { name: 'TimeoutError' }))
  query.setStatus({ code: SpanStatusCode.ERROR, message: 'no answer' })
  query.end(start + 32)
  request.end(start + 40)
  return { provider, traceId: request.spanContext().traceId }
}

test.each([
  ['protobuf', 'none'],
  ['protobuf', 'gzip'],
  ['json', 'none'],
  ['json', 'gzip'],
])('what the SDK sends as %s (%s) arrives', async (encoding, compression) => {
  const { provider, traceId } = record(exporters[encoding]!(compression))
  await provider.forceFlush()
  await provider.shutdown()
  expect(taken).toHaveLength(1)
  const [query, request] = plainColumns(taken[0]!)
  expect(request).toMatchObject({
    service: 'checkout',
    operation: 'POST /pay',
    traceId,
    timestamp: 1_790_000_000,
    durationMs: 40,
    failed: false,
    kind: 2,
    attributes: {
      'host.name': 'node-1',
      'http.route': '/pay',
      'http.response.status_code': '500',
    },
  })
  expect(query).toMatchObject({
    service: 'checkout',
    operation: 'SELECT',
    durationMs: 30,
    failed: true,
    kind: 3,
    attributes: { 'db.system.name': 'postgresql', 'exception.type': 'TimeoutError' },
  })
  expect(Object.keys(request!.attributes)).not.toContain('user.id')
})

test.each(Object.keys(exporters))(
  'the SDK (%s) understands a partial success',
  async (encoding) => {
    const warn = vi.fn<(...said: unknown[]) => void>()
    const quiet = () => undefined
    diag.setLogger(
      { warn, error: warn, info: quiet, debug: quiet, verbose: quiet },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    )
    const spans: ReadableSpan[] = []
    const { provider } = record({
      export: (batch, done) => {
        spans.push(...batch)
        done({ code: SUCCESS })
      },
      shutdown: async () => undefined,
    })
    await provider.forceFlush()
    const broken = Object.assign(Object.create(spans[0] ?? null) as ReadableSpan, {
      endTime: [1, 0],
    })
    const result = await new Promise<{ code: number }>((done) => {
      exporters[encoding]!().export([broken, spans[1]!], done)
    })
    diag.disable()
    expect(result.code).toBe(0)
    expect(taken.map(({ length }) => length)).toEqual([1])
    const said = JSON.stringify(warn.mock.calls)
    expect(said).toContain('1 spans: end_time_unix_nano')
  },
)

test('while large requests are read others are answered at once', async () => {
  const span = (i: number) => ({
    traceId: (i + 1).toString(16).padStart(32, '0'),
    spanId: (i + 1).toString(16).padStart(16, '0'),
    name: `operation ${i % 50}`,
    startTimeUnixNano: '1790000000000000000',
    endTimeUnixNano: '1790000000001000000',
  })
  const spans = Array.from({ length: 200_000 }, (_, i) => span(i))
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] })
  const headers = { 'content-type': 'application/json' }
  const sending = new AbortController()
  const sent = fetch(url, { method: 'POST', headers, body }).finally(() => sending.abort())
  const waits: number[] = []
  while (!sending.signal.aborted) {
    const before = performance.now()
    await (await fetch(url.replace('/v1/traces', '/-/healthy'))).arrayBuffer()
    waits.push(performance.now() - before)
    await new Promise((done) => setTimeout(done, 5))
  }
  expect((await sent).status).toBe(200)
  expect(taken[0]!.length).toBe(200_000)
  const sorted = waits.sort((a, b) => a - b)
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(50)
})
