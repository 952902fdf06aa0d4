import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createHttpServer } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { startApp, type App } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load.ts'
import { startLiveShop, type LiveShop } from './live-shop.ts'
import { openMetricsText } from './open-metrics-text.ts'
import { freePort, startPrometheus, type PrometheusServer } from './prometheus-server.ts'

const PATIENCE = { timeout: 60_000, interval: 50 }

interface Health {
  readonly status: string
  readonly components: { name: string; state: string; detail: string }[]
}

/** The tests follow on each other: one RootOps lives through all of it. */
describe('RootOps whose Prometheus is in trouble', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rootops-trouble-'))
  let shop: LiveShop
  let prometheus: PrometheusServer
  let app: App
  let port: number

  beforeAll(async () => {
    shop = await startLiveShop()
    port = await freePort()
    const flags = {
      'prometheus.url': `http://127.0.0.1:${port}`,
      'prometheus.timeout': '2s',
      'storage.path': folder,
      'watch.interval': '1s',
      'watch.offset': '2s',
      'watch.include': 'up,shop_.*',
      'web.listen_address': '127.0.0.1:0',
      // Warnings are what this is about.
      'log.level': 'error',
    }
    app = await startApp({ config: loadConfig({ flags, environment: {} }) })
  })
  afterAll(async () => {
    await app?.stop()
    await prometheus?.stop()
    await shop?.stop()
    rmSync(folder, { recursive: true })
  })

  const health = async () => (await (await fetch(`${app.url}/health`)).json()) as Health
  const prometheusHealth = async () =>
    (await health()).components.find(({ name }) => name === 'prometheus')!
  const cycle = () => app.engine.status().cycle

  /** Whatever Prometheus does, people are answered, and at once. */
  async function expectToServe() {
    for (const path of ['/', '/metrics', '/-/healthy', '/api/v1/incidents', '/api/v1/signals']) {
      const asked = performance.now()
      const { status } = await fetch(app.url + path)
      expect(`${path} ${status}`).toBe(`${path} 200`)
      expect(performance.now() - asked).toBeLessThan(2000)
    }
    const { status } = await fetch(`${app.url}/api/v1/analyze/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"traces":[]}',
    })
    expect(status).toBe(200)
  }

  async function untilWatchingWell() {
    await vi.waitFor(async () => {
      const { state, cycle: now, judged_until } = app.engine.status()
      expect(state).toBe('watching')
      expect(now.last_error).toBeNull()
      expect(Date.now() / 1000 - judged_until!).toBeLessThan(10)
      expect(await prometheusHealth()).toMatchObject({ state: 'ok' })
    }, PATIENCE)
    expect((await health()).status).toBe('ok')
  }

  async function untilFailedCycles(more: number) {
    const before = cycle().failed
    await vi.waitFor(() => expect(cycle().failed).toBeGreaterThanOrEqual(before + more), PATIENCE)
  }

  async function expectNobodyCalledSilent() {
    const { items } = (await (await fetch(`${app.url}/api/v1/findings?limit=500`)).json()) as {
      items: { kind: string; summary: string }[]
    }
    const lifeless = items.filter(({ kind }) => kind === 'silence' || kind === 'stuck')
    expect(lifeless.map(({ summary }) => summary)).toEqual([])
  }

  it('starts without it, serves, and says what is missing', async () => {
    await expectToServe()
    await vi.waitFor(async () => {
      expect(await prometheusHealth()).toMatchObject({
        state: 'down',
        detail: expect.stringContaining('connection refused') as string,
      })
    }, PATIENCE)
    const { status } = await fetch(`${app.url}/health`)
    expect(status).toBe(503)
    expect((await fetch(`${app.url}/-/ready`)).status).toBe(503)
  })

  it('connects by itself when it appears', async () => {
    prometheus = await startPrometheus({
      port,
      backfill: openMetricsText(shop.history(900)),
      config: `scrape_configs:\n  ${shop.scrapeConfig}\n`,
    })
    await untilWatchingWell()
    expect(app.engine.status().signals.watched).toBeGreaterThanOrEqual(9)
    expect((await fetch(`${app.url}/-/ready`)).status).toBe(200)
  })

  it('outlives its death: marks the cycles, says so, serves on, and recovers by itself', async () => {
    await prometheus.crash()
    await untilFailedCycles(2)
    expect(cycle().last_error).toMatch(/queries failed: .*connection refused/)
    expect(await prometheusHealth()).toMatchObject({ state: 'down' })
    await expectToServe()
    const metrics = await (await fetch(`${app.url}/metrics`)).text()
    expect(metrics).toMatch(/^rootops_prometheus_queries_total\{result="error"\} [1-9]/m)
    await prometheus.restart()
    await untilWatchingWell()
  })

  it('outlives its silence: no answer within the timeout', async () => {
    await prometheus.crash()
    const hanging = await startHanging(port)
    await untilFailedCycles(1)
    expect(cycle().last_error).toMatch(/did not answer within 2 s|no connection in time/)
    expect(await prometheusHealth()).toMatchObject({ state: 'down' })
    await expectToServe()
    await hanging.stop()
    await prometheus.restart()
    await untilWatchingWell()
  })

  it('outlives rubbish instead of answers', async () => {
    await prometheus.crash()
    const rubbish = await startRubbish(port)
    await vi.waitFor(() => {
      expect(rubbish.told.size).toBe(RUBBISH.length)
      expect(cycle().last_error).not.toBeNull()
    }, PATIENCE)
    await untilFailedCycles(1)
    await expectToServe()
    await rubbish.stop()
    await prometheus.restart()
    await untilWatchingWell()
  })

  it('has called nobody silent for what was its Prometheus’ trouble', async () => {
    const { count } = cycle()
    await vi.waitFor(() => expect(cycle().count).toBeGreaterThan(count + 5), PATIENCE)
    await expectNobodyCalledSilent()
    expect(app.engine.openIncidents()).toEqual([])
  })
})

/** Takes connections and never says anything. */
async function startHanging(port: number) {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    async stop() {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}

/** Status, content type and body of what comes instead of an answer. */
const RUBBISH: readonly [number, string, string | Buffer][] = [
  [200, 'text/html', '<html>You are not logged in</html>'],
  [200, 'application/json', ''],
  [200, 'application/json', 'null'],
  [200, 'application/json', '{"status":"success"}'],
  [
    200,
    'application/json',
    '{"status":"success","data":{"resultType":"matrix","result":[{"metric":',
  ],
  [200, 'application/json', '{"status":"success","data":{"resultType":"matrix","result":{"a":1}}}'],
  [
    200,
    'application/json',
    '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":1},"values":[["x","y"],[1]]}]}}',
  ],
  [200, 'application/json', Buffer.from([0xff, 0xfe, 0x00, 0x01, 0x80])],
  [200, 'application/json', `{"status":"success","data":${'['.repeat(100_000)}`],
  [400, 'application/json', '{"status":"error","errorType":"bad_data","error":"no"}'],
  [404, 'text/plain', '404 page not found'],
  [500, 'text/plain', 'x'.repeat(100_000)],
  [503, 'application/json', '{"status":"error","errorType":"unavailable","error":"starting"}'],
]

/** Answers every question with the next kind of rubbish. */
async function startRubbish(port: number) {
  const told = new Set<number>()
  let turn = 0
  const server = createHttpServer((request, response) => {
    const kind = turn++ % (RUBBISH.length + 1)
    request.resume()
    if (kind === RUBBISH.length) return response.end(gzipSync('broken').subarray(3))
    told.add(kind)
    const [status, type, body] = RUBBISH[kind]!
    response.writeHead(status, { 'content-type': type }).end(body)
    return undefined
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    told,
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
