import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startApp, type App } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load.ts'
import { createRandom } from '../../src/math/random.ts'
import type { Finding } from '../../src/model/finding.ts'
import type { Page } from '../../src/model/page.ts'
import { createSeries, type Series } from '../../src/model/series.ts'
import { openMetricsText } from './open-metrics-text.ts'
import { startPrometheus, type PrometheusServer } from './prometheus-server.ts'

const HOUR = 3600
/** Hours ago, and for how many minutes, Prometheus was down. */
const OUTAGES = [
  [20, 9],
  [15, 4],
  [11, 6],
  [7, 3],
  [3, 30],
] as const

/** Scraped every 15 seconds over 36 hours, all well, with holes where Prometheus was down. */
function historyWithHoles(end: number): Series[] {
  const length = (36 * HOUR) / 15
  const times = Float64Array.from({ length }, (_, i) => end - (length - 1 - i) * 15)
  const isDown = (time: number) =>
    OUTAGES.some(([hours, minutes]) => {
      const since = time - (end - hours * HOUR)
      return since >= 0 && since < minutes * 60
    })
  const random = createRandom(5)
  const noise = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return ['cart', 'pay', 'search', 'stock'].flatMap((job) => {
    let total = 0
    const values: Record<string, () => number> = {
      up: () => 1,
      http_requests_total: () => (total += Math.max(0, Math.round(300 + 20 * noise()))),
      process_resident_memory_bytes: () => 3e8 + 4e6 * noise(),
      queue_length: () => Math.max(0, Math.round(40 + 5 * noise())),
    }
    return Object.entries(values).map(([name, next]) => {
      const column = times.map((time) => {
        const value = next()
        return isDown(time) ? NaN : value
      })
      return createSeries({ __name__: name, job, instance: `${job}:80` }, times, column)
    })
  })
}

describe('a history in which Prometheus itself was down five times', () => {
  let prometheus: PrometheusServer
  let app: App
  const end = Math.floor(Date.now() / 15_000) * 15

  beforeAll(async () => {
    prometheus = await startPrometheus({
      backfill: openMetricsText(historyWithHoles(end)),
      // Nothing is there to scrape; it is where RootOps learns how often it is done.
      config: `global: {scrape_interval: 15s}
scrape_configs: [{job_name: gone, static_configs: [{targets: ['127.0.0.1:1']}]}]\n`,
    })
    const flags = {
      'prometheus.url': prometheus.url,
      'storage.path': ':memory:',
      'web.listen_address': '127.0.0.1:0',
      'log.level': 'warn',
    }
    app = await startApp({ config: loadConfig({ flags, environment: {} }) })
    await new Promise<void>((resolve) => {
      app.engine.onCycle(resolve)
    })
  })
  afterAll(async () => {
    await app?.stop()
    await prometheus?.stop()
  })

  it('is judged', () => {
    expect(app.engine.status()).toMatchObject({ state: 'watching', cycle: { last_error: null } })
    expect(app.engine.status().signals.watched).toBeGreaterThanOrEqual(16)
  })

  it('makes nobody silent, and no rate fall while or after it', async () => {
    const answer = await fetch(`${app.url}/api/v1/findings?limit=500`)
    const { items } = (await answer.json()) as Page<Finding>
    const wrong = items.filter(({ kind, start }) => kind === 'silence' || isNearOutage(start))
    expect(wrong.map(({ summary }) => summary)).toEqual([])
  })

  function isNearOutage(time: number): boolean {
    return OUTAGES.some(([hours, minutes]) => {
      const since = time - (end - hours * HOUR)
      return since > -600 && since < minutes * 60 + 900
    })
  }
})
