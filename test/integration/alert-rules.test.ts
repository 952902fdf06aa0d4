import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load.ts'
import { signalOf } from '../../src/discover/signal.ts'
import { discoverQueries } from '../../src/engine/discovery.ts'
import { createSeries } from '../../src/model/series.ts'
import type { Page } from '../../src/model/page.ts'
import type { Query, Signal } from '../../src/model/signal.ts'
import { openPrometheus } from '../../src/sources/prometheus/open-prometheus.ts'
import type { MetricsSource } from '../../src/sources/source.ts'
import { openMetricsText } from './open-metrics-text.ts'
import { startPrometheus, type PrometheusServer } from './prometheus-server.ts'

const CONFIG = 'rule_files: [rules.yml]\nscrape_configs: []\n'
const OPTIONS = {
  maxSignals: 1000,
  maxSeriesPerQuery: 50,
  include: undefined,
  exclude: undefined,
  alertBudget: 1,
}

const rules = (latency: string) => `groups:
  - name: shop
    rules:
      - alert: HighLatency
        expr: |
          # of what people wait for
          histogram_quantile(0.99, sum by (le, service) (rate(http_request_duration_seconds_bucket[5m]))) > ${latency}
        for: 10m
        labels: {severity: page}
      - {alert: SlowPool, expr: '5 * 60 < max(pool_wait_milliseconds) / 1000'}
      - {alert: DiskLow, expr: 'node_filesystem_avail_bytes / node_filesystem_size_bytes * 100 < 10 and node_filesystem_readonly == 0'}
      - {alert: DiskLower, expr: 'node_filesystem_avail_bytes / node_filesystem_size_bytes * 100 < 3 and node_filesystem_readonly == 0'}
      - {alert: CertSoon, expr: '(shop_cert_expiry_timestamp_seconds - time()) / 86400 < 7'}
      - {alert: QueueDeep, expr: 'order_queue_depth > 500'}
      - {alert: Fills, expr: 'predict_linear(node_filesystem_avail_bytes[1h], 3600) < 0'}
      - {alert: Down, expr: 'up == 0'}
      - {alert: Nowhere, expr: 'no_such_metric > 5'}
      - {alert: Refused, expr: 'order_queue_depth * on() group_left() order_queue_depth > 5'}
      - {record: 'job:queue:sum', expr: 'sum by (job) (order_queue_depth)'}
`

/** A quarter of an hour of minutes until now. */
function history(now: number) {
  const times = Float64Array.from({ length: 16 }, (_, i) => Math.floor(now) - 900 + i * 60)
  const gauge = (name: string, labels: Record<string, string>, value: (i: number) => number) =>
    createSeries(
      { __name__: name, ...labels },
      times,
      Float64Array.from(times, (_, i) => value(i)),
    )
  const disk = { job: 'node', instance: 'db-2:9100', mountpoint: '/data', fstype: 'ext4' }
  return [
    ...['cart', 'pay'].flatMap((service) =>
      ['0.1', '1', '+Inf'].map((le) =>
        gauge('http_request_duration_seconds_bucket', { job: 'shop', service, le }, (i) => i * 9),
      ),
    ),
    gauge('pool_wait_milliseconds', { job: 'shop', instance: 'a:1' }, () => 40),
    gauge('node_filesystem_avail_bytes', disk, () => 4e9),
    gauge('node_filesystem_size_bytes', disk, () => 9e9),
    gauge('node_filesystem_readonly', disk, () => 0),
    gauge('shop_cert_expiry_timestamp_seconds', { job: 'shop' }, () => now + 9e6),
    ...['a', 'b'].map((queue) => gauge('order_queue_depth', { job: 'shop', queue }, (i) => i)),
  ]
}

describe('the alerting rules of a real Prometheus', () => {
  let prometheus: PrometheusServer
  let source: MetricsSource
  let now: number

  beforeAll(async () => {
    now = Date.now() / 1000
    prometheus = await startPrometheus({
      config: CONFIG,
      files: { 'rules.yml': rules('0.5') },
      backfill: openMetricsText(history(now)),
    })
    source = openPrometheus({ url: prometheus.url, environment: {} })
  })
  afterAll(async () => {
    await source.close()
    await prometheus.stop()
  })

  const ruled = (queries: readonly Query[]) =>
    new Map(queries.flatMap((one) => (one.limit?.source === 'rule' ? [[firing(one), one]] : [])))
  const firing = ({ limit }: Query) => limit!.means

  it('become thresholds of what is watched', async () => {
    const { queries, leftOut } = await discoverQueries(source, OPTIONS, now)
    const found = ruled(queries)
    const told = [...found].map(([means, { limit, unit }]) => {
      return [means, limit!.direction, limit!.value, unit]
    })
    expect(told.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))).toEqual([
      ['CertSoon fires', 'down', 7 * 86_400, 'seconds'],
      ['DiskLower fires', 'down', 0.03, 'ratio'],
      ['HighLatency fires after 10 min', 'up', 0.5, 'seconds'],
      ['QueueDeep fires', 'up', 500, 'count'],
      ['SlowPool fires', 'up', 300, 'seconds'],
    ])
    const why = new Map(leftOut.map(({ metric, reason }) => [metric, reason]))
    expect(why.get('alert Fills')).toMatch(/forecast/)
    expect(why.get('alert Down')).toMatch(/state/)
    expect(why.get('alert Nowhere')).toMatch(/no series/)
    expect(why.get('alert Refused')).toMatch(/refuses/)
    // Asked by nobody but the rule; the metric itself is watched by its sum.
    expect(found.get('QueueDeep fires')!.expr).toBe('sum by (job, queue) (order_queue_depth)')
  })

  it('are answered, by signals that belong to their services', async () => {
    const { queries } = await discoverQueries(source, OPTIONS, now)
    const entities = await Promise.all(
      [...ruled(queries)].map(async ([means, query]) => {
        const { series } = await source.query(query.expr.replaceAll('$__window', '5m'), now)
        const signals = series.map(({ labels }) => signalOf(query, labels))
        return [means.split(' ')[0], signals.map(({ entity }) => entity).sort()]
      }),
    )
    expect(Object.fromEntries(entities)).toEqual({
      CertSoon: ['shop'],
      DiskLower: ['node db-2'],
      HighLatency: ['cart', 'pay'],
      QueueDeep: ['shop', 'shop'],
      SlowPool: ['pool_wait_milliseconds'],
    })
  })

  it('say in `rootops discover` where a limit comes from', async () => {
    const text = await run('discover', '--prometheus.url', prometheus.url)
    expect(text).toMatch(/< 0\.03 \(rule: DiskLower fires\)/)
    expect(text).toMatch(/> 1 \(meaning: full\)/)
    expect(text).toMatch(/alert Fills +is a forecast itself/)
  })

  it('change what is watched when they change', async () => {
    const idOf = async () => {
      const { queries } = await discoverQueries(source, OPTIONS, now)
      const one = queries.find((query) => query.limit?.means.startsWith('HighLatency'))!
      return [one.id, one.limit?.value]
    }
    const [id] = await idOf()
    await writeFile(join(dirname(prometheus.dataDir), 'rules.yml'), rules('0.25'))
    await prometheus.reload()
    expect(await idOf()).toEqual([id, 0.25])
  })
})

it('are signals with their limits in a running RootOps', async () => {
  const now = Date.now() / 1000
  const folder = mkdtempSync(join(tmpdir(), 'rootops-rules-'))
  const prometheus = await startPrometheus({
    config: CONFIG,
    files: { 'rules.yml': rules('0.5') },
    backfill: openMetricsText(history(now)),
  })
  const flags = {
    'prometheus.url': prometheus.url,
    'storage.path': folder,
    'web.listen_address': '127.0.0.1:0',
    'log.level': 'warn',
  }
  const app = await startApp({ config: loadConfig({ flags, environment: {} }) })
  try {
    await new Promise<void>((resolve) => {
      app.engine.onCycle(resolve)
    })
    const answer = await fetch(`${app.url}/api/v1/signals?limit=500`)
    const { items } = (await answer.json()) as Page<Signal>
    const limited = items.filter(({ limit }) => limit?.source === 'rule')
    expect(limited.map(({ entity, limit }) => `${entity}: ${limit!.means}`).sort()).toEqual([
      'cart: HighLatency fires after 10 min',
      'node db-2: DiskLower fires',
      'pay: HighLatency fires after 10 min',
      'pool_wait_milliseconds: SlowPool fires',
      'shop: CertSoon fires',
      'shop: QueueDeep fires',
      'shop: QueueDeep fires',
    ])
  } finally {
    await app.stop()
    await prometheus.stop()
    rmSync(folder, { recursive: true })
  }
})

async function run(...args: string[]): Promise<string> {
  const child = spawn(process.execPath, ['src/cli.ts', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  for await (const part of child.stdout) text += String(part)
  return text
}
