import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate as turn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { settingKeys } from '../src/config/settings.ts'
import { createEngine } from '../src/engine/create-engine.ts'
import type { Engine } from '../src/engine/engine.ts'
import type { Event } from '../src/model/event.ts'
import type { Finding } from '../src/model/finding.ts'
import type { LogAnalysis } from '../src/model/log-analysis.ts'
import type { Page } from '../src/model/page.ts'
import type { TraceAnalysis } from '../src/model/trace-analysis.ts'
import { createServer } from '../src/server/server.ts'
import { openStore } from '../src/store/open-store.ts'
import type { Store } from '../src/store/store.ts'
import { createTelemetry } from '../src/telemetry.ts'
import { createLogger } from '../src/telemetry/log.ts'
import { createFakeStore } from './fake-store.ts'
import { aFinding, anIncident } from './findings.ts'
import { serverUnderTest } from './server-under-test.ts'

/**
 * RootOps had a predecessor that did other work over the same routes. Its bugs, by their numbers: none
 * may come back. Those that cannot, because what they were in is not here:
 *
 * | bug           | was in                                                                          |
 * |---------------|---------------------------------------------------------------------------------|
 * | B2, B32       | the analysis of commits; nothing that a caller sends becomes an argument or path |
 * | B8            | the calls to a language model                                                   |
 * | B9, B14       | the pages and reports about commits and deployments                             |
 * | B11, B12      | the route that recommended optimisations                                        |
 * | B16           | sums of times in SQL: times are numbers, and both databases pass one contract   |
 * | B26           | the polling of GitHub                                                           |
 * | B30           | a health check that needed a library which was not there                        |
 */

let engine: Engine
let store: Store
let app: Awaited<ReturnType<typeof createServer>>

beforeAll(async () => {
  ;({ engine, store, app } = await realServer())
})
afterAll(async () => {
  await app.close()
  await engine.stop()
  await store.close()
})

/** Everything real: engine with its worker threads, database, telemetry; but that nothing is watched. */
async function realServer(limits: { bodyBytes?: number } = {}) {
  const log = createLogger({ level: 'silent' })
  const telemetry = createTelemetry({ version: '0.0.0', log, processMetrics: false })
  const database = await openStore({ path: ':memory:' })
  const running = createEngine({
    source: undefined,
    store: database,
    telemetry,
    options: {
      sourceUrl: '',
      watch: {
        maxSignals: 1,
        maxSeriesPerQuery: 1,
        include: undefined,
        exclude: undefined,
        alertBudget: 3,
      },
      interval: 60,
      offset: 5,
      history: 86_400,
      historyPoints: 1,
      rediscover: 1800,
      horizon: 86_400,
      forecastInterval: 300,
      retention: 86_400,
      dryRun: false,
    },
  })
  await running.start()
  const server = await createServer({
    engine: running,
    store: database,
    telemetry,
    build: { version: '0.0.0' },
    limits,
  })
  return { engine: running, store: database, app: server }
}

async function post(
  path: string,
  payload: string | Buffer,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) {
  const { statusCode, body } = await app.inject({ method: 'POST', url: path, payload, headers })
  return { status: statusCode, body }
}

const send = (path: string, body: unknown) => post(path, JSON.stringify(body))

const TRACES = '/api/v1/analyze/traces'
const LOGS = '/api/v1/analyze/logs'
const START = 1_790_000_000

/** Rows in the order of time, `durations[i]` milliseconds at the i-th of 15 seconds. */
function traceRows(durations: readonly unknown[], more: (i: number) => object = () => ({})) {
  return durations.map((duration_ms, i) => ({
    trace_id: `t${i}`,
    service: 'api',
    operation: 'GET /',
    duration_ms,
    timestamp: new Date((START + i * 15) * 1000).toISOString(),
    ...more(i),
  }))
}

/** Healthy durations: about 100 ms, without chance. */
const healthy = (count: number) =>
  Array.from({ length: count }, (_, i) => 100 + 10 * Math.sin(i * 2.4))

async function analyseTraces(traces: unknown, service_name?: string): Promise<TraceAnalysis> {
  const { status, body } = await post(TRACES, JSON.stringify({ traces, service_name }))
  expect(`${status} ${body.slice(0, 300)}`).toMatch(/^200 /)
  return JSON.parse(body) as TraceAnalysis
}

async function analyseLogs(logs: unknown): Promise<LogAnalysis> {
  const { status, body } = await post(LOGS, JSON.stringify({ logs }))
  expect(`${status} ${body.slice(0, 300)}`).toMatch(/^200 /)
  return JSON.parse(body) as LogAnalysis
}

describe('what is counted and what is told', () => {
  it('B1 a crash is seen in our own metrics, counter and duration', async () => {
    const crash = () => {
      throw new TypeError('a bug')
    }
    const { app: crashing, metrics } = await serverUnderTest({
      store: createFakeStore({ listIncidents: crash }),
    })
    for (let i = 0; i < 3; i++)
      expect((await crashing.inject('/api/v1/incidents')).statusCode).toBe(500)
    const labels = 'method="GET",endpoint="/api/v1/incidents",status="500"'
    expect(await metrics()).toContain(`rootops_http_requests_total{${labels}} 3\n`)
    expect(await metrics()).toContain(
      'rootops_http_request_duration_seconds_count{endpoint="/api/v1/incidents"} 3\n',
    )
  })

  it('B1 a body that is refused is counted, too', async () => {
    await post(TRACES, '{')
    const { body } = await app.inject('/metrics')
    expect(body).toMatch(
      /^rootops_http_requests_total\{method="POST",endpoint="\/api\/v1\/analyze\/traces",status="400"\} [1-9]/m,
    )
    expect(body).toMatch(/^rootops_trace_analyses_total\{result="error"\} [1-9]/m)
  })

  it('B3 health asks the database, and says down when it is gone', async () => {
    const lost = await realServer()
    expect((await lost.app.inject('/health')).json()).toMatchObject({ status: 'ok' })
    await lost.store.close()
    const { statusCode, body } = await lost.app.inject('/health')
    expect(statusCode).toBe(503)
    expect(JSON.parse(body)).toMatchObject({
      status: 'down',
      components: expect.arrayContaining([
        expect.objectContaining({ name: 'store', state: 'down' }),
      ]) as unknown,
    })
    await lost.app.close()
    await lost.engine.stop()
  })

  it('B17 nothing is answered as stored that is not', async () => {
    const lost = await realServer()
    await lost.store.close()
    const event = { method: 'POST', url: '/api/v1/events' } as const
    const payload = { kind: 'deploy', title: 'v2' }
    expect((await lost.app.inject({ ...event, payload })).statusCode).toBe(503)
    await lost.app.close()
    await lost.engine.stop()
  })

  it('B18 five thousand paths that strangers invent cost one series', async () => {
    const size = async () => (await app.inject('/metrics')).body.length
    await app.inject('/nowhere')
    await app.inject('/api/v1/incidents/none')
    await size()
    const before = await size()
    for (let i = 0; i < 5000; i++)
      await app.inject(i % 2 === 0 ? `/random/${i}/${i * 7}` : `/api/v1/incidents/${i}`)
    expect((await size()) - before).toBeLessThan(1000)
  })

  it('B24 nothing sent, nothing matched and all well are three answers', async () => {
    const rows = traceRows(healthy(240))
    expect(await analyseTraces(rows)).toMatchObject({ trace_count: 240, verdict: 'ok' })
    expect(await analyseTraces([])).toMatchObject({
      trace_count: 0,
      verdict: 'insufficient_data',
      p95_latency: null,
    })
    const unmatched = await analyseTraces(rows, 'nobody')
    expect(unmatched).toMatchObject({ trace_count: 0, verdict: 'insufficient_data' })
    expect(await analyseTraces(rows, '')).toMatchObject({ trace_count: 240, verdict: 'ok' })
    expect(await analyseLogs([])).toMatchObject({ log_count: 0, verdict: 'insufficient_data' })
  })

  it('B25 an error never gives the body back', async () => {
    const secret = 'hunter22hunter22'
    const tries = [
      await post(TRACES, `{"traces": ${secret}}`),
      await post(TRACES, `"${secret}"`),
      await post(TRACES, `{"traces": "${secret}"}`),
      await post(TRACES, secret, { 'content-type': 'text/plain' }),
      await post(LOGS, `{"logs": "${secret}"}`),
      await post('/api/v1/analyze/metrics', `{"query": 5, "x": "${secret}"}`),
      await post('/api/v1/events', JSON.stringify({ kind: { [secret]: secret } })),
      await post('/api/v1/events', JSON.stringify({ kind: 'a', title: secret.repeat(100) })),
    ]
    for (const { status, body } of tries) {
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
      expect(body).not.toContain(secret)
    }
  })

  it('B28 no other site is let in, whatever it says it is', async () => {
    const headers = {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    }
    const preflight = await app.inject({ method: 'OPTIONS', url: TRACES, headers })
    const read = await app.inject({ url: '/api/v1/incidents', headers })
    for (const answer of [preflight, read])
      expect(Object.keys(answer.headers).filter((name) => /access-control/i.test(name))).toEqual([])
    const written = await post(TRACES, '{"traces":[]}', {
      'content-type': 'application/json',
      origin: 'https://evil.example',
    })
    expect(written.status).toBe(403)
  })
})

describe('rows that are not as they should be', () => {
  it.each([
    ['null', null],
    ['a text', 'fast'],
    ['a truth', true],
    ['a list', [1]],
    ['an object', { ms: 1 }],
  ])('B4 a duration that is %s costs its own row only', async (_name, bad) => {
    const durations: unknown[] = healthy(100)
    durations[41] = bad
    const answer = await analyseTraces(traceRows(durations))
    expect(answer.trace_count).toBe(99)
    expect(answer.rejected).toMatchObject({ count: 1, rows: [{ index: 41 }] })
    expect(answer.verdict).toBe('ok')
  })

  it('B4 a number written as a string counts, an integer beyond 64 bits is a number', async () => {
    const answer = await analyseTraces(traceRows(healthy(100).map(String)))
    expect(answer).toMatchObject({ trace_count: 100, rejected: { count: 0 }, verdict: 'ok' })
    const huge = `[${JSON.stringify(traceRows([1])[0]).replace('"duration_ms":1', '"duration_ms":123456789012345678901234567890')}]`
    const { status, body } = await post(TRACES, `{"traces":${huge}}`)
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({ trace_count: 1, rejected: { count: 0 } })
  })

  it.each(['NaN', 'Infinity', '-Infinity'])('B5 the literal %s is named with 400', async (word) => {
    const body = `{"traces":[{"trace_id":"a","service":"s","operation":"o","duration_ms":${word}}]}`
    const answer = await post(TRACES, body)
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body)).toMatchObject({
      title: 'Bad Request',
      detail: expect.stringContaining(word) as string,
    })
    const { body: inLogs, status } = await post(LOGS, `{"logs":[{"message":${word}}]}`)
    expect(status).toBe(400)
    expect(inLogs).toContain(word)
  })

  it('B5 what is no finite number is a rejected row, and the answer is JSON', async () => {
    const rows = JSON.stringify(traceRows(healthy(30))).slice(1, -1)
    const odd = ['1e400', '-1e400', '"NaN"', '"+Inf"', '"1e400"'].map(
      (value) => `{"trace_id":"x","service":"api","operation":"GET /","duration_ms":${value}}`,
    )
    const { status, body } = await post(TRACES, `{"traces":[${rows},${odd.join(',')}]}`)
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({ trace_count: 30, rejected: { count: 5 } })
  })

  it.each([
    ['a list', ['a']],
    ['an object', { a: 1 }],
    ['a number', 7],
    ['null', null],
    ['missing', undefined],
  ])('B6 an operation that is %s crashes nothing and is never null', async (_name, operation) => {
    const answer = await analyseTraces(traceRows([...healthy(99), 5000], () => ({ operation })))
    expect(answer.trace_count + answer.rejected.count).toBe(100)
    const names = [...answer.operations, ...answer.bottlenecks, ...answer.slow_traces]
    for (const { operation: name } of names) expect(typeof name).toBe('string')
  })

  it('B7 half a character comes through as something that is UTF-8', async () => {
    const text = String.raw`\ud800`
    const row = `{"trace_id":"${text}","service":"${text}","operation":"${text}","duration_ms":5}`
    const traces = await post(TRACES, `{"traces":[${row}]}`)
    const line = `{"message":"${text} failed","level":"error","service":"${text}"}`
    const logs = await post(LOGS, `{"logs":[${Array(40).fill(line).join(',')}]}`)
    const event = await post('/api/v1/events', `{"kind":"deploy","title":"${text}"}`)
    expect([traces.status, logs.status, event.status]).toEqual([200, 200, 201])
    for (const { body } of [traces, logs, event]) {
      expect(body.isWellFormed()).toBe(true)
      expect(JSON.parse(body)).toBeDefined()
    }
    expect((await app.inject('/api/v1/events')).statusCode).toBe(200)
  })

  it('B10 levels that are numbers, messages that are null or no text: no crash, no loss', async () => {
    const line = (i: number) => ({
      timestamp: START + i,
      level: 'info',
      message: `request ${i} took ${i} ms`,
      service: 'api',
    })
    const logs = [
      ...Array.from({ length: 97 }, (_, i) => line(i)),
      { ...line(97), level: 50 },
      { ...line(98), level: null },
      ...Array.from({ length: 4 }, (_, i) => ({ ...line(99 + i), level: 'error', message: null })),
      ...Array.from({ length: 4 }, (_, i) => ({ ...line(103 + i), level: 'error', message: 7 })),
      ...Array.from({ length: 4 }, (_, i) => ({ ...line(107 + i), message: { a: 1 } })),
    ]
    const answer = await analyseLogs(logs)
    expect(answer.log_count + answer.rejected.count).toBe(logs.length)
    expect(answer.log_count).toBeGreaterThanOrEqual(99)
    const rejected = answer.rejected.rows.map(({ index }) => index)
    for (const index of [99, 100, 101, 102]) expect(rejected).toContain(index)
  })

  it('B23 a negative duration is no duration', async () => {
    const durations = healthy(60)
    durations[10] = -5
    durations[20] = -0.001
    const answer = await analyseTraces(traceRows(durations))
    expect(answer.rejected.rows.map(({ index }) => index)).toEqual([10, 20])
    expect(answer.p95_latency).toBeGreaterThan(0)
    expect(answer.slow_traces).toEqual([])
  })

  it('B22 the slowest is named, wherever it stands in the input', async () => {
    const durations = healthy(240)
    durations[200] = 1000
    const answer = await analyseTraces(traceRows(durations))
    expect(answer.verdict).toBe('anomalous')
    expect(answer.slow_traces[0]).toMatchObject({ trace_id: 't200', duration_ms: 1000 })
  })
})

describe('what is too much', () => {
  it('B19 a body over the limit is refused with the limit named, packed or not', async () => {
    const small = await realServer({ bodyBytes: 1000 })
    const refuse = async (payload: Buffer, headers: Record<string, string>) => {
      const answer = await small.app.inject({
        method: 'POST',
        url: TRACES,
        payload,
        headers: { 'content-type': 'application/json', ...headers },
      })
      expect(answer.statusCode).toBe(413)
      expect(answer.json()).toMatchObject({ detail: expect.stringContaining('1000') as string })
    }
    const body = Buffer.from(`{"traces":[${' '.repeat(100_000)}]}`)
    await refuse(body, {})
    await refuse(gzipSync(body), { 'content-encoding': 'gzip' })
    await small.app.close()
    await small.engine.stop()
    await small.store.close()
  })

  it('B20, B31 a hundred thousand rows hold up nobody else, not even the first time', async () => {
    const body = JSON.stringify({ traces: traceRows(healthy(100_000)) })
    const fresh = await realServer()
    const filesBefore = readdirSync('.')
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    const analysis = fresh.app.inject({
      method: 'POST',
      url: TRACES,
      payload: body,
      headers: { 'content-type': 'application/json' },
    })
    const state = { running: true, answered: 0 }
    const ended = analysis.then(({ statusCode }) => {
      state.running = false
      return statusCode
    })
    do {
      expect((await fresh.app.inject('/health')).statusCode).toBe(200)
      state.answered++
      await turn()
    } while (state.running)
    delay.disable()
    expect(await ended).toBe(200)
    expect(state.answered).toBeGreaterThan(10)
    expect(delay.max / 1e6).toBeLessThan(400)
    // Nothing is trained, downloaded or written where we were started.
    expect(readdirSync('.')).toEqual(filesBefore)
    await fresh.app.close()
    await fresh.engine.stop()
    await fresh.store.close()
  })

  it('B29 names as long as a book come back short, and are not stored', async () => {
    const book = 'x'.repeat(1_000_000)
    const { body } = await post(
      TRACES,
      JSON.stringify({ traces: traceRows([...healthy(40), 9000], () => ({ operation: book })) }),
    )
    expect(body.length).toBeLessThan(50_000)
    expect(JSON.parse(body)).toMatchObject({ trace_count: 41 })
    const logs = await post(
      LOGS,
      JSON.stringify({
        logs: Array.from({ length: 40 }, () => ({ level: 'error', message: book })),
      }),
    )
    expect(logs.status).toBe(200)
    expect(logs.body.length).toBeLessThan(50_000)
    const stored = [
      await post('/api/v1/events', JSON.stringify({ kind: 'deploy', title: book.slice(0, 9000) })),
      await post('/api/v1/mutes', JSON.stringify({ end: START, entity: book.slice(0, 9000) })),
    ]
    expect(stored.map(({ status }) => status)).toEqual([400, 400])
  })
})

describe('what is stored', () => {
  it('B13 the same event twice is two events, and feedback on nothing is 404', async () => {
    const event = { kind: 'deploy', title: 'twice', timestamp: START }
    const answers = [await send('/api/v1/events', event), await send('/api/v1/events', event)]
    expect(answers.map(({ status }) => status)).toEqual([201, 201])
    const { items } = (await app.inject('/api/v1/events?limit=500')).json<Page<Event>>()
    expect(items.filter(({ title }) => title === 'twice')).toHaveLength(2)
    const unknown = await send('/api/v1/incidents/none/feedback', { verdict: 'useful' })
    expect(unknown.status).toBe(404)
    await store.saveCycle({ incidents: [anIncident({ id: 'known' })] })
    expect((await send('/api/v1/incidents/known/feedback', { verdict: 'banana' })).status).toBe(400)
    for (let i = 0; i < 2; i++)
      expect((await send('/api/v1/incidents/known/feedback', { verdict: 'useful' })).status).toBe(
        201,
      )
    expect(await store.listFeedback('known')).toHaveLength(2)
  })

  it('B15 an incident of which little is known breaks no list and no other incident', async () => {
    const bare: Finding = aFinding({ id: 'bare', observed: null, expected: null, end: null })
    await store.saveCycle({
      incidents: [
        anIncident({ id: 'bare', causes: [], entities: [], end: null, findings: [bare] }),
        anIncident({ id: 'empty', causes: [], entities: [], findings: [] }),
      ],
    })
    const paths = ['incidents', 'incidents/bare', 'incidents/empty', 'findings', 'predictions']
    for (const path of paths) {
      const { statusCode } = await app.inject(`/api/v1/${path}`)
      expect(`${path} ${statusCode}`).toBe(`${path} 200`)
    }
    expect((await app.inject('/metrics')).statusCode).toBe(200)
  })

  it('B21, B27 every setting that there is, is read by something', () => {
    const folder = fileURLToPath(new URL('../src', import.meta.url))
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      // Neither the table itself nor what only shows it.
      .filter((file) => !['settings.ts', 'shown.ts'].some((name) => file === join('config', name)))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
    const unread = settingKeys.filter((key) => !sources.some((text) => text.includes(`'${key}'`)))
    expect(unread).toEqual([])
  })

  it('B27 what ended long ago is forgotten, and times are UTC', async () => {
    await store.saveCycle({ findings: [aFinding({ id: 'old', start: 1, end: 2 })] })
    await store.prune(1000)
    const { items } = (await app.inject('/api/v1/findings?limit=500')).json<Page<Finding>>()
    expect(items.map(({ id }) => id)).not.toContain('old')
    const { timestamp, window } = await analyseTraces(traceRows(healthy(30)))
    expect(timestamp).toMatch(/Z$/)
    expect(window.start).toMatch(/Z$/)
  })
})
