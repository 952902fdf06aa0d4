import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

import type { Analyses } from '../../engine/engine.ts'
import { errors } from '../../errors.ts'
import { createFakeEngine, logAnalysisOf, traceAnalysisOf } from '../../../test/fake-engine.ts'
import { serverUnderTest } from '../../../test/server-under-test.ts'
import type { ServerLimits } from '../options.ts'

const URL = '/api/v1/analyze/traces'

/** A server whose engine keeps the bodies it was handed. */
async function recordingServer(
  analyses: Partial<Analyses> = {},
  limits: Partial<ServerLimits> = {},
) {
  const bodies: string[] = []
  const types: string[] = []
  const engine = createFakeEngine({
    analyses: {
      ...createFakeEngine().analyses,
      traces: async (body) => {
        bodies.push(Buffer.from(body).toString())
        return traceAnalysisOf()
      },
      logs: async (body, type) => {
        bodies.push(Buffer.from(body).toString())
        types.push(type)
        return logAnalysisOf()
      },
      ...analyses,
    },
  })
  return { ...(await serverUnderTest({ engine, limits })), bodies, types }
}

test.each([
  ['application/json', '{"traces":[]}'],
  ['application/json; charset=utf-8', '{"traces":[]}'],
  [undefined, '{"traces":[]}'],
])('traces sent as %s reach the engine byte for byte', async (type, payload) => {
  const { app, bodies } = await recordingServer()
  const headers = type === undefined ? {} : { 'content-type': type }
  const answer = await app.inject({ method: 'POST', url: URL, payload, headers })
  expect(answer.statusCode).toBe(200)
  expect(answer.json()).toEqual(traceAnalysisOf())
  expect(bodies).toEqual([payload])
})

test.each([
  ['application/json', 'application/json'],
  ['application/x-ndjson', 'application/x-ndjson'],
  ['Text/Plain; charset=utf-8', 'text/plain'],
])('logs may come as %s', async (sent, seen) => {
  const { app, types } = await recordingServer()
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/analyze/logs',
    payload: 'a line',
    headers: { 'content-type': sent },
  })
  expect(answer.statusCode).toBe(200)
  expect(types).toEqual([seen])
})

test.each(['text/plain', 'application/x-www-form-urlencoded', 'nonsense'])(
  'traces as %s are 415',
  async (type) => {
    const { app, bodies } = await recordingServer()
    const headers = { 'content-type': type }
    const answer = await app.inject({ method: 'POST', url: URL, payload: '{}', headers })
    expect(answer.statusCode).toBe(415)
    expect(bodies).toEqual([])
  },
)

test('a gzip body is inflated', async () => {
  const { app, bodies } = await recordingServer()
  const payload = gzipSync('{"traces":[1]}')
  const headers = { 'content-encoding': 'gzip', 'content-type': 'application/json' }
  const answer = await app.inject({ method: 'POST', url: URL, payload, headers })
  expect(answer.statusCode).toBe(200)
  expect(bodies).toEqual(['{"traces":[1]}'])
})

test('a small gzip body that inflates over the limit is 413, and the limit is named', async () => {
  const { app, bodies } = await recordingServer({}, { bodyBytes: 100_000 })
  const payload = gzipSync(Buffer.alloc(50_000_000))
  expect(payload.length).toBeLessThan(100_000)
  const headers = { 'content-encoding': 'gzip' }
  const answer = await app.inject({ method: 'POST', url: URL, payload, headers })
  expect(answer.statusCode).toBe(413)
  expect(answer.json<{ detail: string }>().detail).toContain('100000 bytes')
  expect(bodies).toEqual([])
})

test.each([
  [Buffer.from('not gzip at all'), 'gzip', 400],
  [gzipSync('{"traces":[1]}').subarray(0, 12), 'gzip', 400],
  [Buffer.from('{}'), 'br', 415],
])('a body that cannot be inflated is %#', async (payload, encoding, status) => {
  const { app } = await recordingServer()
  const headers = { 'content-encoding': encoding }
  const answer = await app.inject({ method: 'POST', url: URL, payload, headers })
  expect(answer.statusCode).toBe(status)
})

test('a body over the limit is 413, whether its length is told or not', async () => {
  const { app, bodies } = await recordingServer({}, { bodyBytes: 1000 })
  const told = await app.inject({ method: 'POST', url: URL, payload: 'x'.repeat(1001) })
  expect(told.statusCode).toBe(413)
  expect(told.json<{ detail: string }>().detail).toContain('1000 bytes')
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  const answer = await fetch(`http://127.0.0.1:${port}${URL}`, {
    method: 'POST',
    body: new Blob(['x'.repeat(5000)]).stream(),
    duplex: 'half',
  })
  expect(answer.status).toBe(413)
  await answer.body?.cancel()
  expect(bodies).toEqual([])
})

test('verdicts are counted, errors too', async () => {
  const verdicts = ['ok', 'anomalous', 'insufficient_data', 'ok'] as const
  let i = 0
  const { app, metrics } = await recordingServer({
    traces: async () => {
      const verdict = verdicts[i++]
      if (!verdict) throw errors.inputInvalid('a literal NaN is not JSON')
      return traceAnalysisOf({ verdict })
    },
    logs: async () => logAnalysisOf({ verdict: 'anomalous' }),
  })
  const answers = []
  for (let n = 0; n < 5; n++)
    answers.push(await app.inject({ method: 'POST', url: URL, payload: '{}' }))
  await app.inject({ method: 'POST', url: '/api/v1/analyze/logs', payload: '{}' })
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 400])
  const text = await metrics()
  expect(text).toContain('rootops_trace_analyses_total{result="ok"} 2\n')
  expect(text).toContain('rootops_trace_analyses_total{result="insufficient_data"} 1\n')
  expect(text).toContain('rootops_trace_analyses_total{result="error"} 1\n')
  expect(text).toContain('rootops_log_analyses_total{result="anomalous"} 1\n')
})

test('"nothing was sent" arrives as the engine says it, not as healthy', async () => {
  const { app } = await recordingServer({
    traces: async () => traceAnalysisOf({ verdict: 'insufficient_data', warnings: ['no rows'] }),
  })
  const answer = await app.inject({ method: 'POST', url: URL, payload: '{"traces":[]}' })
  expect(answer.json()).toMatchObject({ verdict: 'insufficient_data', warnings: ['no rows'] })
})

test('a field that the schema does not know is sent all the same', async () => {
  const extended = { ...traceAnalysisOf(), added_later: { deep: [1] } }
  const { app } = await recordingServer({ traces: async () => extended })
  const answer = await app.inject({ method: 'POST', url: URL, payload: '{}' })
  expect(answer.json()).toEqual(extended)
})

/** Analyses that wait until they are let go. */
function heldAnalyses() {
  const waiting: (() => void)[] = []
  const traces = async () => {
    await new Promise<void>((resolve) => waiting.push(resolve))
    return traceAnalysisOf()
  }
  const started = (count: number) => expect.poll(() => waiting.length, { interval: 5 }).toBe(count)
  return { traces, started, release: () => waiting.splice(0).forEach((go) => go()) }
}

test('other requests are answered while a big analysis is under way', async () => {
  const held = heldAnalyses()
  const { app } = await recordingServer({ traces: held.traces })
  const payload = Buffer.alloc(8_000_000)
  const slow = app.inject({ method: 'POST', url: URL, payload })
  await held.started(1)
  expect((await app.inject('/health')).statusCode).toBe(200)
  held.release()
  expect((await slow).statusCode).toBe(200)
})

test('more big analyses than places are 503 with Retry-After; small ones still pass', async () => {
  const held = heldAnalyses()
  const { app } = await recordingServer(
    { traces: held.traces },
    {
      bigAnalyses: 2,
      analyses: 4,
      waitMs: 5,
    },
  )
  const post = (bytes: number) =>
    app.inject({ method: 'POST', url: URL, payload: Buffer.alloc(bytes) })
  const admitted = [post(2_000_000), post(2_000_000)]
  await held.started(2)
  const refused = await post(2_000_000)
  expect(refused.statusCode).toBe(503)
  expect(refused.headers['retry-after']).toBeDefined()
  const small = post(10)
  await held.started(3)
  held.release()
  for (const answer of [...admitted, small]) expect((await answer).statusCode).toBe(200)
  const again = post(2_000_000)
  await held.started(1)
  held.release()
  expect((await again).statusCode).toBe(200)
})

test('one more than there are places waits for its turn', async () => {
  const held = heldAnalyses()
  const { app } = await recordingServer({ traces: held.traces }, { bigAnalyses: 1, analyses: 4 })
  const post = () => app.inject({ method: 'POST', url: URL, payload: Buffer.alloc(2_000_000) })
  const first = post()
  await held.started(1)
  const second = post()
  held.release()
  expect((await first).statusCode).toBe(200)
  await held.started(1)
  held.release()
  expect((await second).statusCode).toBe(200)
})

test('rejected requests give their places back', async () => {
  const { app } = await recordingServer({}, { bigAnalyses: 1, analyses: 1 })
  for (const type of ['text/xml', 'text/xml', 'application/json']) {
    const payload = Buffer.alloc(2_000_000)
    const headers = { 'content-type': type }
    const answer = await app.inject({ method: 'POST', url: URL, payload, headers })
    expect(answer.statusCode).toBe(type === 'text/xml' ? 415 : 200)
  }
})

const forecastOf = (verdict: 'ok' | 'insufficient_data') => ({
  labels: {},
  verdict,
  timestamps: [],
  expected: [],
  lower: [],
  upper: [],
  horizon_seconds: 3600,
  summary: '',
})

test('forecasts are counted one by one', async () => {
  const { app, metrics } = await recordingServer({
    forecast: async () => ({
      timestamp: '2026-01-01T00:00:00Z',
      forecasts: [forecastOf('ok'), forecastOf('ok'), forecastOf('insufficient_data')],
      warnings: [],
    }),
  })
  await app.inject({ method: 'POST', url: '/api/v1/forecast', payload: '{}' })
  expect(await metrics()).toContain(
    'rootops_predictions_total{model_type="forecast",result="ok"} 2\n',
  )
})
