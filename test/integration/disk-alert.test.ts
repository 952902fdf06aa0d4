import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { startApp, type App } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load.ts'
import type { Page } from '../../src/model/page.ts'
import type { Prediction } from '../../src/model/prediction.ts'
import { createSeries, type Series } from '../../src/model/series.ts'
import { startAlertmanager, type AlertmanagerServer } from './alertmanager-server.ts'
import { openMetricsText } from './open-metrics-text.ts'
import { startPrometheus, type PrometheusServer } from './prometheus-server.ts'

const HOUR = 3600
const SIZE = 200e9
/** Bytes a second: the disk began to fill 20 hours ago, and will be full 5 hours from now. */
const RATE = (0.7 * SIZE) / (25 * HOUR)
const SINCE_HOURS = 20
const LABELS = {
  device: '/dev/sdb',
  fstype: 'ext4',
  mountpoint: '/var/lib',
  instance: 'db-2:9100',
  job: 'node',
}

/** The shipped rules, but that nobody waits minutes for them. */
const RULES = readFileSync('mixin/alerts.yml', 'utf8').replaceAll(/for: \d+m/g, 'for: 1s')

/** Free bytes of a disk that takes logs in, and lets some go every quarter of an hour. */
function freeAt(time: number, start: number): number {
  const filled = Math.max(0, time - start) * RATE
  const tooth = (((time % 900) / 900) * SIZE) / 400
  return Math.max(0, 0.7 * SIZE - filled - tooth)
}

function history(now: number, start: number): Series[] {
  const times = Float64Array.from(
    { length: (2 * 24 * HOUR) / 15 },
    (_, i) => now - 2 * 24 * HOUR + i * 15,
  )
  const labelled = (name: string) => ({ __name__: name, ...LABELS })
  return [
    createSeries(
      labelled('node_filesystem_avail_bytes'),
      times,
      times.map((time) => freeAt(time, start)),
    ),
    createSeries(
      labelled('node_filesystem_size_bytes'),
      times,
      times.map(() => SIZE),
    ),
  ]
}

/** What a node exporter would say of the disk at this moment. */
function startExporter(free: () => number): Server {
  const labels = Object.entries(LABELS)
    .filter(([name]) => name !== 'instance' && name !== 'job')
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')
  return createServer((_, answer) => {
    answer.setHeader('content-type', 'text/plain; version=0.0.4')
    answer.end(
      `node_filesystem_avail_bytes{${labels}} ${free()}\nnode_filesystem_size_bytes{${labels}} ${SIZE}\n`,
    )
  }).listen(0, '127.0.0.1')
}

describe('a disk that fills, RootOps, Prometheus with the shipped rules, and Alertmanager', () => {
  const start = Date.now() / 1000 - SINCE_HOURS * HOUR
  let isCleaned = false
  let exporter: Server
  let prometheus: PrometheusServer
  let alertmanager: AlertmanagerServer
  let app: App

  beforeAll(async () => {
    const now = Date.now() / 1000
    exporter = startExporter(() => (isCleaned ? 0.8 * SIZE : freeAt(Date.now() / 1000, start)))
    await once(exporter, 'listening')
    alertmanager = await startAlertmanager()
    prometheus = await startPrometheus({
      backfill: openMetricsText(history(now, start)),
      config: configOf({ exporter: portOf(exporter) }),
      files: { 'alerts.yml': RULES },
    })
    const flags = {
      'prometheus.url': prometheus.url,
      'storage.path': ':memory:',
      'web.listen_address': '127.0.0.1:0',
      'watch.interval': '5s',
      'watch.offset': '1s',
      'watch.history': '2d',
      'watch.forecast_interval': '5s',
      'log.level': 'error',
    }
    app = await startApp({ config: loadConfig({ flags, environment: {} }) })
    await prometheus.configure(
      configOf({
        exporter: portOf(exporter),
        rootops: new URL(app.url).port,
        alertmanager: new URL(alertmanager.url).port,
      }),
    )
  })
  afterAll(async () => {
    await app?.stop()
    await prometheus?.stop()
    await alertmanager?.stop()
    exporter?.close()
  })

  const get = async <T>(path: string) => (await fetch(`${app.url}${path}`)).json() as Promise<T>
  const patient = { timeout: 60_000, interval: 250 }

  it('predicts it hours ahead, in the API', async () => {
    const prediction = await vi.waitFor(async () => {
      const { items } = await get<Page<Prediction>>('/api/v1/predictions?state=open')
      const found = items.find(({ entity }) => entity.includes('db-2'))
      expect(found).toBeDefined()
      return found!
    }, patient)
    const fullAt = start + (0.7 * SIZE) / RATE
    const left = fullAt - prediction.made_at
    expect(left).toBeGreaterThan(4 * HOUR)
    expect(prediction.probability).toBeGreaterThan(0.8)
    expect(prediction.breach_seconds.p50! / left).toBeGreaterThan(0.8)
    expect(prediction.breach_seconds.p50! / left).toBeLessThan(1.2)
    expect(prediction.summary).toMatch(/\/var\/lib.*db-2.*full/)
  })

  it('is told by the shipped rule to Alertmanager', async () => {
    const alerts = await vi.waitFor(async () => {
      const found = await alertmanager.alerts()
      expect(found.map(({ labels }) => labels['alertname'])).toContain('RootOpsBreachExpected')
      return found
    }, patient)
    const { labels } = alerts.find(({ labels }) => labels['alertname'] === 'RootOpsBreachExpected')!
    expect(labels).toMatchObject({ role: 'utilization', severity: 'warning' })
  })

  it('closes with its outcome when the disk is cleaned, and the metric goes', async () => {
    isCleaned = true
    const closed = await vi.waitFor(async () => {
      const { items } = await get<Page<Prediction>>('/api/v1/predictions')
      const found = items.find(({ entity, state }) => entity.includes('db-2') && state !== 'open')
      expect(found).toBeDefined()
      return found!
    }, patient)
    expect(closed.state).toBe('averted')
    const ledger = await get<Page<{ prediction: string | null; outcome: string }>>(
      '/api/v1/predictions/ledger',
    )
    expect(ledger.items.find(({ prediction }) => prediction === closed.id)).toMatchObject({
      outcome: 'averted',
    })
    const text = await (await fetch(`${app.url}/metrics`)).text()
    expect(text).not.toMatch(/^rootops_forecast_breach_seconds\{.*db-2/m)
  })
})

const portOf = (server: Server) => String((server.address() as AddressInfo).port)

function configOf(ports: { exporter: string; rootops?: string; alertmanager?: string }): string {
  const { exporter, rootops, alertmanager } = ports
  const scraped = [
    `  - job_name: node
    static_configs: [{targets: ['127.0.0.1:${exporter}']}]
    relabel_configs: [{target_label: instance, replacement: 'db-2:9100'}]`,
    ...(rootops
      ? [`  - job_name: rootops\n    static_configs: [{targets: ['127.0.0.1:${rootops}']}]`]
      : []),
  ]
  const alerting = alertmanager
    ? `alerting: {alertmanagers: [{static_configs: [{targets: ['127.0.0.1:${alertmanager}']}]}]}\n`
    : ''
  return `global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: [alerts.yml]\n${alerting}scrape_configs:\n${scraped.join('\n')}\n`
}
