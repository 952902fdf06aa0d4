import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { signalOf } from '../../src/discover/signal.ts'
import { SilenceReasons } from '../../src/engine/silence/silence-reasons.ts'
import type { Labels } from '../../src/model/series.ts'
import type { Query } from '../../src/model/signal.ts'
import { openPrometheus } from '../../src/sources/prometheus/open-prometheus.ts'
import type { MetricsSource } from '../../src/sources/source.ts'
import { startPrometheus, type PrometheusServer } from './prometheus-server.ts'

const WINDOW = 4
/** Scraped lately. */
const UP = `up and (time() - timestamp(up) <= ${WINDOW})`

/** What every target exposes; one of them changes its mind. */
interface Exporter {
  readonly server: Server
  readonly instance: string
  label: string
}

async function startExporter(): Promise<Exporter> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4')
    response.end(`requests_total{${exporter.label}="/pay"} 7\n`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const instance = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const exporter: Exporter = { server, instance, label: 'handler' }
  return exporter
}

let exporters: Exporter[]
let prometheus: PrometheusServer
let source: MetricsSource
/** Unix seconds at which everything breaks. */
let broken: number

const job = (name: string, targets: readonly Exporter[]) =>
  `  - {job_name: ${name}, static_configs: [{targets: [${targets.map(({ instance }) => `"${instance}"`).join(', ')}]}]}`

const config = (...jobs: string[]) => `global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [rules.yml]
scrape_configs:
${jobs.join('\n')}
`

const RULES = `groups:
  - name: g
    rules:
      - {record: 'job:requests:failing', expr: 'requests_total * on() group_left() requests_total'}
      - {record: 'job:requests:empty', expr: 'sum by (job) (no_such_metric)'}
`

beforeAll(async () => {
  exporters = await Promise.all(Array.from({ length: 5 }, () => startExporter()))
  const [down, renamed, leaving, staying, lost] = exporters as [
    Exporter,
    Exporter,
    Exporter,
    Exporter,
    Exporter,
  ]
  const common = [job('down', [down]), job('renamed', [renamed])]
  prometheus = await startPrometheus({
    config: config(...common, job('fleet', [leaving, staying]), job('lost', [lost])),
    files: { 'rules.yml': RULES },
  })
  source = openPrometheus({ url: prometheus.url, environment: {} })
  await untilTargets('up == 1', 5)
  await pause((2 * WINDOW + 1) * 1000)
  broken = Date.now() / 1000
  down.server.closeAllConnections()
  down.server.close()
  renamed.label = 'path'
  await prometheus.configure(config(...common, job('fleet', [staying])))
  // Prometheus takes up to five seconds to leave a target.
  await untilTargets(UP, 3)
  await untilTargets('up == 0', 1)
})

afterAll(async () => {
  await source.close()
  await prometheus.stop()
  for (const { server } of exporters) {
    server.closeAllConnections()
    server.close()
  }
})

async function untilTargets(expr: string, count: number): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    const { series } = await source.query(expr, Date.now() / 1000)
    if (series.length === count) return
    await pause(500)
  }
  throw new Error(`${expr} never had ${count} series`)
}

const requests: Query = {
  id: 'q',
  expr: 'sum by (job, instance, handler) (rate(requests_total[$__window]))',
  metric: 'requests_total',
  title: 'requests',
  role: 'rate',
  unit: 'per_second',
  bad: 'both',
  entityLabels: ['job'],
}

async function explain(labels: Labels, query = requests) {
  const signal = signalOf(query, labels)
  const reasons = new SilenceReasons(source, { window: WINDOW })
  const at = Date.now() / 1000
  return (await reasons.explain([{ signal, query, start: broken, at }]))[0]
}

const of = (name: string, i: number) => ({
  job: name,
  instance: exporters[i]!.instance,
  handler: '/pay',
})

it('tells from a real Prometheus why a signal fell silent', async () => {
  expect(await explain(of('down', 0))).toEqual({
    kind: 'target_down',
    targets: [exporters[0]!.instance],
    error: expect.stringContaining('connection refused') as string,
  })
  expect(await explain(of('renamed', 1))).toEqual({
    kind: 'series_gone',
    targets: [exporters[1]!.instance],
    appeared: ['path'],
    instead_of: ['handler'],
  })
  expect(await explain(of('fleet', 2))).toBe('planned')
  expect(await explain(of('lost', 4))).toEqual({
    kind: 'target_gone',
    targets: [exporters[4]!.instance],
  })
})

it('tells what is the matter with a recording rule', async () => {
  const recorded = (metric: string) => ({ ...requests, expr: metric, metric })
  expect(await explain({}, recorded('job:requests:failing'))).toMatchObject({
    kind: 'rule_failing',
    error: expect.stringContaining('duplicate series') as string,
  })
  expect(await explain({}, recorded('job:requests:empty'))).toEqual({ kind: 'rule_empty' })
  expect(await explain({}, recorded('job:requests:removed'))).toEqual({ kind: 'rule_gone' })
})
