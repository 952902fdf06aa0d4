import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { startApp, type App } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load.ts'
import type { Incident } from '../../src/model/incident.ts'
import type { Page } from '../../src/model/page.ts'
import { createServer } from '../../src/server/server.ts'
import { createTelemetry } from '../../src/telemetry.ts'
import { createLogger } from '../../src/telemetry/log.ts'
import { createFakeEngine } from '../fake-engine.ts'
import { createFakeStore } from '../fake-store.ts'
import { openMetricsText } from './open-metrics-text.ts'
import { startPrometheus, type PrometheusServer } from './prometheus-server.ts'
import { shopHistory } from './shop-history.ts'

/** The alert of the first documentation, letter by letter. */
const RULES = `groups:
  - name: rootops_alerts
    rules:
      - alert: HighRootOpsErrorRate
        expr: rate(rootops_http_requests_total{status=~"5.."}[5m]) > 0.05
        for: 5m
        annotations:
          summary: "RootOps has high error rate"
`

function scraping(...urls: string[]): string {
  const targets = urls.map((url) => `'${new URL(url).host}'`).join(', ')
  return `global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [rules.yml]
scrape_configs:
  - job_name: 'rootops'
    static_configs:
      - targets: [${targets}]
    metrics_path: '/metrics'
`
}

interface Alert {
  readonly labels: Readonly<Record<string, string>>
  readonly state: string
}

describe('a real Prometheus that RootOps watches, and that scrapes RootOps', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rootops-scrape-'))
  let prometheus: PrometheusServer
  let app: App
  let crashing: Awaited<ReturnType<typeof createServer>>
  let crashingUrl: string

  beforeAll(async () => {
    prometheus = await startPrometheus({
      backfill: openMetricsText(shopHistory(Date.now() / 1000).series),
      // As documented, but that nobody waits five minutes for it.
      files: { 'rules.yml': RULES.replace('for: 5m', 'for: 1s') },
    })
    const flags = {
      'prometheus.url': prometheus.url,
      'storage.path': folder,
      'web.listen_address': '127.0.0.1:0',
      'log.level': 'error',
    }
    app = await startApp({ config: loadConfig({ flags, environment: {} }) })
    crashing = await serverThatCrashes()
    crashingUrl = await crashing.listen({ host: '127.0.0.1', port: 0 })
    await prometheus.configure(scraping(app.url, crashingUrl))
    await new Promise<void>((resolve) => {
      app.engine.onCycle(resolve)
    })
  })
  afterAll(async () => {
    await app?.stop()
    await crashing?.close()
    await prometheus?.stop()
    rmSync(folder, { recursive: true })
  })

  const query = async (expr: string) => {
    const url = `${prometheus.url}/api/v1/query?query=${encodeURIComponent(expr)}`
    const { data } = (await (await fetch(url)).json()) as {
      data: { result: { metric: Record<string, string>; value: [number, string] }[] }
    }
    return data.result
  }
  const instanceOf = (url: string) => new URL(url).host

  it('finds the target up', async () => {
    await vi.waitFor(
      async () => {
        const up = await query(`up{job="rootops",instance="${instanceOf(app.url)}"} == 1`)
        expect(up).toHaveLength(1)
      },
      { timeout: 30_000, interval: 100 },
    )
    const [health] = await query(`scrape_samples_scraped{instance="${instanceOf(app.url)}"}`)
    expect(Number(health!.value[1])).toBeGreaterThan(100)
  })

  it.each(['', 'application/openmetrics-text; version=1.0.0'])(
    'has nothing for promtool to say of /metrics, accepting "%s", with incidents open',
    async (accept) => {
      const { items } = (await (
        await fetch(`${app.url}/api/v1/incidents?state=open`)
      ).json()) as Page<Incident>
      expect(items.length).toBeGreaterThan(0)
      const text = await (await fetch(`${app.url}/metrics`, { headers: { accept } })).text()
      expect(text).toMatch(/^rootops_incident_active\{.*\} 1$/m)
      expect(text).toMatch(/^rootops_anomaly_score\{/m)
      expect(text).toMatch(/^rootops_forecast_breach_probability\{/m)
      // promtool reads the text format only; a scraper that asked for the other one has read it above.
      if (accept !== '') return expect(text.endsWith('# EOF\n')).toBe(true)
      const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
        input: text,
      })
      expect(String(stdout) + String(stderr)).toBe('')
      expect(status).toBe(0)
    },
  )

  it('takes the documented alert rule', () => {
    const file = join(folder, 'rules.yml')
    writeFileSync(file, RULES)
    const { status, stdout } = spawnSync('promtool', ['check', 'rules', file])
    expect(String(stdout)).toContain('SUCCESS: 1 rules found')
    expect(status).toBe(0)
  })

  it('fires the documented alert when our handlers fail, by a lost database or by a bug', async () => {
    const database = new DatabaseSync(join(folder, 'rootops.db'))
    database.exec('drop table incidents')
    database.close()
    const status = async (url: string) => (await fetch(`${url}/api/v1/incidents`)).status
    expect(await status(app.url)).toBe(503)
    expect(await status(crashingUrl)).toBe(500)
    await vi.waitFor(
      async () => {
        for (let i = 0; i < 5; i++) await Promise.all([status(app.url), status(crashingUrl)])
        const { data } = (await (await fetch(`${prometheus.url}/api/v1/alerts`)).json()) as {
          data: { alerts: Alert[] }
        }
        const firing = data.alerts
          .filter(
            ({ state, labels }) => state === 'firing' && labels['endpoint'] === '/api/v1/incidents',
          )
          .map(({ labels }) => `${labels['alertname']} ${labels['instance']} ${labels['status']}`)
        expect(firing.sort()).toEqual(
          [
            `HighRootOpsErrorRate ${instanceOf(app.url)} 503`,
            `HighRootOpsErrorRate ${instanceOf(crashingUrl)} 500`,
          ].sort(),
        )
      },
      { timeout: 60_000, interval: 200 },
    )
  })
})

function serverThatCrashes() {
  return createServer({
    engine: createFakeEngine(),
    store: createFakeStore({
      listIncidents: () => {
        throw new TypeError('a bug')
      },
    }),
    telemetry: createTelemetry({ version: '0.0.0', log: createLogger({ level: 'silent' }) }),
    build: { version: '0.0.0' },
  })
}
