import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startApp, type App } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load.ts'
import type { TraceAnalysis } from '../../src/model/trace-analysis.ts'
import { openMetricsText } from './open-metrics-text.ts'
import { startPrometheus, type PrometheusServer } from './prometheus-server.ts'
import { shopRequests } from './shop-requests.ts'

const run = promisify(execFile)
const CLIENT = fileURLToPath(new URL('../fixtures/founding_client.py', import.meta.url))

/** What people ask: a rate, a latency, an aggregation; none of them keeps the metric's name. */
const QUERIES = {
  rate: 'rate(http_requests_total[5m])',
  quantile:
    'histogram_quantile(0.95, sum by (le, job) (rate(http_request_duration_seconds_bucket[5m])))',
  aggregation: 'sum by (job) (rate(http_requests_total[5m]))',
}
const SERIES = { rate: 3, quantile: 2, aggregation: 2 }

/** The script of the first documentation, as it is, against a real Prometheus and a RootOps. */
describe('samples that a script sends as if they were traces', () => {
  let python: string
  let app: App
  let healthy: PrometheusServer
  let broken: PrometheusServer
  const end = Math.floor(Date.now() / 15_000) * 15
  const fivefoldSince = end - 1200

  beforeAll(async () => {
    python = await pythonWithRequests()
    const flags = {
      'storage.path': ':memory:',
      'web.listen_address': '127.0.0.1:0',
      'log.level': 'warn',
    }
    ;[app, healthy, broken] = await Promise.all([
      startApp({ config: loadConfig({ flags, environment: {} }) }),
      startPrometheus({ backfill: openMetricsText(shopRequests({ end })) }),
      startPrometheus({ backfill: openMetricsText(shopRequests({ end, fivefoldSince })) }),
    ])
  })
  afterAll(async () => {
    await app?.stop()
    await healthy?.stop()
    await broken?.stop()
  })

  async function answerFor(
    prometheus: PrometheusServer,
    query: string,
    zone = 'UTC',
  ): Promise<TraceAnalysis> {
    const env = { ...process.env, TZ: zone, NO_PROXY: '127.0.0.1' }
    const { stdout } = await run(python, [CLIENT, prometheus.url, query, app.url], {
      env,
      maxBuffer: 1 << 26,
    })
    return JSON.parse(stdout) as TraceAnalysis
  }

  function expectSamplesToBeRecognised({ warnings, slow_traces }: TraceAnalysis) {
    expect(warnings).toContainEqual(
      expect.stringMatching(/metric.*POST \/api\/v1\/analyze\/metrics/s),
    )
    expect(slow_traces).toEqual([])
  }

  describe.each(Object.keys(QUERIES) as (keyof typeof QUERIES)[])('of a %s', (kind) => {
    it('are called ok when nothing is wrong', async () => {
      const answer = await answerFor(healthy, QUERIES[kind])
      expectSamplesToBeRecognised(answer)
      expect(answer.verdict).toBe('ok')
      expect(answer.anomalies).toEqual([])
      expect(answer.rejected.count).toBe(0)
      expect(answer.trace_count).toBeGreaterThan(200 * SERIES[kind])
    })

    it('are called anomalous, once, where checkout jumped fivefold 20 minutes ago', async () => {
      const answer = await answerFor(broken, QUERIES[kind])
      expectSamplesToBeRecognised(answer)
      expect(answer.verdict).toBe('anomalous')
      expect(answer.anomalies).toHaveLength(1)
      const [found] = answer.anomalies
      expect(found!.service).toBe('checkout')
      expect(Math.abs(unixTime(found!.start) - fivefoldSince)).toBeLessThanOrEqual(300)
      expect(found!.observed / found!.expected).toBeGreaterThan(3)
    })
  })

  it('are found odd in any time zone, whose naive times count as UTC', async () => {
    const answer = await answerFor(broken, QUERIES.aggregation, 'Asia/Kolkata')
    expectSamplesToBeRecognised(answer)
    expect(answer.anomalies).toHaveLength(1)
    const shift = 5.5 * 3600
    expect(Math.abs(unixTime(answer.anomalies[0]!.start) - fivefoldSince - shift)).toBeLessThan(301)
  })
})

function unixTime(written: string | null): number {
  return Date.parse(written ?? '') / 1000
}

/** Debian's requests serves Debian's Python; another one may come first in PATH. */
async function pythonWithRequests(): Promise<string> {
  for (const python of ['python3', '/usr/bin/python3']) {
    const works = await run(python, ['-c', 'import requests']).then(
      () => true,
      () => false,
    )
    if (works) return python
  }
  throw new Error('these tests need Python with requests: make tools')
}
