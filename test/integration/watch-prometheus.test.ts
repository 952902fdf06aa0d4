import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startApp, type App } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load.ts'
import type { Finding } from '../../src/model/finding.ts'
import type { Page } from '../../src/model/page.ts'
import type { Prediction } from '../../src/model/prediction.ts'
import { openMetricsText } from './open-metrics-text.ts'
import { startPrometheus, type PrometheusServer } from './prometheus-server.ts'
import { shopHistory, type Planted } from './shop-history.ts'

/** A stranger's first two minutes: a real Prometheus, its URL, nothing else. */
describe('RootOps on a real Prometheus with seven days of history', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rootops-watch-'))
  let prometheus: PrometheusServer
  let app: App
  let planted: Planted
  let secondsToAnswer: number

  beforeAll(async () => {
    const now = Date.now() / 1000
    const history = shopHistory(now)
    planted = history.planted
    prometheus = await startPrometheus({ backfill: openMetricsText(history.series) })
    const flags = {
      'prometheus.url': prometheus.url,
      'storage.path': folder,
      'web.listen_address': '127.0.0.1:0',
      'log.level': 'warn',
    }
    const started = Date.now()
    app = await startApp({ config: loadConfig({ flags, environment: {} }) })
    await new Promise<void>((resolve) => {
      app.engine.onCycle(resolve)
    })
    secondsToAnswer = (Date.now() - started) / 1000
  })
  afterAll(async () => {
    await app.stop()
    await prometheus.stop()
    rmSync(folder, { recursive: true })
  })

  const get = async <T>(path: string) => (await fetch(`${app.url}${path}`)).json() as Promise<T>
  const findings = async () => (await get<Page<Finding>>('/api/v1/findings?limit=500')).items

  it('answers within two minutes', () => {
    expect(secondsToAnswer).toBeLessThan(120)
  })

  it('reports the latency that jumped fivefold 20 minutes ago', async () => {
    const found = (await findings()).filter(({ summary }) => /latency/i.test(summary))
    expect(found.length).toBeGreaterThan(0)
    const { start, observed, expected } = found.at(-1)!
    expect(Math.abs(start - planted.latencyStepAt)).toBeLessThanOrEqual(300)
    expect(observed! / expected!).toBeGreaterThan(3)
  })

  it('reports the exporter that went silent', async () => {
    const found = (await findings()).filter(({ service }) => service === 'queue')
    expect(found.length).toBeGreaterThan(0)
    expect(found.some(({ start }) => Math.abs(start - planted.silentSince) <= 360)).toBe(true)
  })

  it('predicts the full disk within half of its true hours', async () => {
    const { items } = await get<Page<Prediction>>('/api/v1/predictions?state=open')
    const disk = items.find(({ summary }) => summary.includes('/var/lib'))
    expect(disk).toBeDefined()
    const trueSeconds = planted.fullAt - disk!.made_at
    expect(disk!.breach_seconds.p50! / trueSeconds).toBeGreaterThan(0.5)
    expect(disk!.breach_seconds.p50! / trueSeconds).toBeLessThan(1.5)
    expect(items).toHaveLength(1)
  })

  it('says at most two things of the healthy series', async () => {
    const healthy = (await findings()).filter(
      ({ service, summary }) => service !== 'queue' && !/latency|\/var\/lib/i.test(summary),
    )
    expect(healthy.map(({ summary }) => summary).length).toBeLessThanOrEqual(2)
  })
})
