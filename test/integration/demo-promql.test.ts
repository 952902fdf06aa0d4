import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startDemoApi, type DemoApi } from '../../src/demo/api/demo-api.ts'
import { createMatcher } from '../../src/demo/promql/matcher.ts'
import { createWorld } from '../../src/demo/world/world.ts'
import type { StoredSeries } from '../../src/demo/storage.ts'
import { createSeries, type Series } from '../../src/model/series.ts'
import { openMetricsText } from './open-metrics-text.ts'
import { startPrometheus, type PrometheusServer } from './prometheus-server.ts'

// The oracle for the demo's PromQL is a real Prometheus that holds the same samples.

/** A Monday midnight (UTC); history begins a week before the hours that are compared. */
const START = 1_788_739_200
const FROM = START + 7 * 86_400 + 12 * 3600
const NOW = FROM + 3 * 3600

const METRICS = [
  'up',
  'http_requests_total',
  'http_request_duration_seconds_bucket',
  'http_request_duration_seconds_count',
  'http_request_duration_seconds_sum',
  'go_goroutines',
  'node_cpu_seconds_total',
  'node_filesystem_avail_bytes',
  'node_filesystem_size_bytes',
  'node_memory_MemAvailable_bytes',
  'pg_stat_activity_count',
  'pg_settings_max_connections',
  'probe_ssl_earliest_cert_expiry',
  'process_start_time_seconds',
  'shop_build_info',
]

const world = createWorld({ seed: 5, start: START, step: 15 })
let api: DemoApi
let prometheus: PrometheusServer

function backfillOf(series: StoredSeries): Series {
  const first = Math.ceil((FROM * 1000 - series.firstMs) / series.stepMs)
  const last = Math.floor((NOW * 1000 - series.firstMs) / series.stepMs)
  const values = new Float64Array(last - first + 1)
  series.read(first, values)
  const timestamps = values.map((_, i) => (series.firstMs + (first + i) * series.stepMs) / 1000)
  return createSeries(series.labels, timestamps, values)
}

beforeAll(async () => {
  // Faults, so that errors and latency move, pods come and go, and counters of `email` fall to 0.
  world.inject('bad_deploy', { at: FROM + 4000, target: 'payment', durationSeconds: 1500 })
  world.inject('bad_deploy', { at: FROM + 3600, target: 'email', durationSeconds: 1800 })
  world.inject('slow_database', { at: FROM + 7200, durationSeconds: 1200 })
  const wanted = createMatcher('__name__', '=~', METRICS.join('|'))
  const series = world.select([wanted], FROM * 1000, NOW * 1000)
  prometheus = await startPrometheus({ backfill: openMetricsText(series.map(backfillOf)) })
  api = await startDemoApi(world, { port: 0, host: '127.0.0.1', now: () => NOW })
})

afterAll(async () => {
  await api?.close()
  await prometheus?.stop()
})

interface Answer {
  readonly status: string
  readonly errorType?: string
  readonly error?: string
  readonly data?: {
    readonly resultType: string
    readonly result: readonly {
      readonly metric: Record<string, string>
      readonly values?: readonly [number, string][]
      readonly value?: [number, string]
    }[]
  }
}

async function ask(url: string, path: string, parameters: Record<string, string>): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    body: new URLSearchParams(parameters),
  })
  return (await response.json()) as Answer
}

/** `labels time` -> value, of all points of an answer. */
function pointsOf(answer: Answer): Map<string, number> {
  const points = new Map<string, number>()
  for (const { metric, values, value } of answer.data?.result ?? []) {
    const labels = JSON.stringify(
      Object.keys(metric)
        .sort()
        .map((name) => [name, metric[name]]),
    )
    for (const [time, text] of values ?? [value!])
      points.set(
        `${labels} ${time}`,
        text === '+Inf' ? Infinity : Number(text.replace('Inf', 'Infinity')),
      )
  }
  return points
}

/** Says where two answers differ by more than rounding; nothing when they agree. */
function differences(ours: Answer, theirs: Answer, tolerance: number): string[] {
  const [a, b] = [pointsOf(ours), pointsOf(theirs)]
  const found: string[] = []
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const [x, y] = [a.get(key), b.get(key)]
    if (x !== undefined && y !== undefined && (Object.is(x, y) || near(x, y, tolerance))) continue
    found.push(`${key}: ${x} but Prometheus ${y}`)
  }
  return found
}

function near(x: number, y: number, tolerance: number): boolean {
  return x === y || Math.abs(x - y) <= tolerance * Math.max(Math.abs(x), Math.abs(y), 1e-9)
}

/** Windows that lie within the back-filled hours from the first point on. */
const RANGE = { start: String(FROM + 2400), end: String(NOW), step: '60' }
/** Odd times, and an end after the last sample, where the look-back runs out. */
const ODD = { start: String(FROM + 2177.777), end: String(NOW + 700), step: '37' }

// Pods that end leave no stale markers in a back-fill, so instant selectors stay with what lives on.
const QUERIES = [
  'rate(http_requests_total[5m])',
  'increase(http_requests_total{service="email"}[3m])',
  'irate(http_requests_total{code=~"5..|404"}[5m])',
  'sum by (service) (rate(http_requests_total[5m]))',
  'sum without (pod, instance) (rate(http_requests_total{route!="/"}[2m]))',
  'sum by (service) (rate(http_requests_total{code=~"5.."}[5m])) / sum by (service) (rate(http_requests_total[5m]))',
  '(sum by (service) (rate(http_requests_total{code="500"}[5m])) or sum by (service) (rate(http_requests_total[5m])) * 0) > 0',
  'histogram_quantile(0.95, sum by (le, service) (rate(http_request_duration_seconds_bucket[5m])))',
  'histogram_quantile(0.5, rate(http_request_duration_seconds_bucket{service=~"checkout|email"}[5m]))',
  'sum(rate(http_request_duration_seconds_sum[5m])) by (service) / sum(rate(http_request_duration_seconds_count[5m])) by (service)',
  '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))',
  'node_filesystem_avail_bytes / node_filesystem_size_bytes',
  'node_filesystem_avail_bytes{mountpoint="/data"} offset 10m',
  'deriv(node_filesystem_avail_bytes[15m])',
  'predict_linear(node_filesystem_avail_bytes[30m], 4 * 3600)',
  'delta(node_memory_MemAvailable_bytes[10m])',
  'idelta(pg_stat_activity_count[5m])',
  'avg_over_time(pg_stat_activity_count[7m])',
  'min_over_time(pg_stat_activity_count[7m]) + max_over_time(pg_stat_activity_count[7m])',
  'quantile_over_time(0.9, pg_stat_activity_count[10m])',
  'stddev_over_time(pg_stat_activity_count[10m])',
  'count_over_time(http_requests_total{service="payment"}[4m])',
  'last_over_time(pg_stat_activity_count[2m])',
  'changes(pg_stat_activity_count[10m])',
  'resets(http_requests_total{service="email"}[20m])',
  'sum_over_time(up{job="node"}[5m])',
  'sum without (state) (pg_stat_activity_count) / on (instance) group_left pg_settings_max_connections',
  'pg_stat_activity_count / ignoring (state, datname) group_left pg_settings_max_connections',
  'pg_stat_activity_count and on (instance) pg_settings_max_connections > 99',
  'pg_stat_activity_count unless pg_stat_activity_count{state="idle"}',
  'pg_stat_activity_count > bool 5',
  '10 < pg_stat_activity_count',
  'probe_ssl_earliest_cert_expiry - time()',
  'topk(2, node_memory_MemAvailable_bytes)',
  'bottomk by (instance) (1, node_filesystem_avail_bytes)',
  'quantile(0.3, node_memory_MemAvailable_bytes)',
  'stddev by (mode) (rate(node_cpu_seconds_total[5m]))',
  'count by (job) (up{job!~"[a-z]+", instance=~"node.*"} == 1) or vector(7)',
  'max by (instance) (node_memory_MemAvailable_bytes) - scalar(min(node_memory_MemAvailable_bytes)) * 0.5',
  'clamp_max(clamp_min(pg_stat_activity_count, 3), 20) % 7',
  'round(node_memory_MemAvailable_bytes / 1e9, 0.25) ^ 2',
  '-abs(ceil(ln(pg_stat_activity_count)) - scalar(floor(exp(vector(0.5)))))',
  'label_replace(node_memory_MemAvailable_bytes, "short", "n$1", "node", "node-(.*)")',
  'absent(nothing_of_the_kind{a="b", c=~"d"})',
  'group by (node) (node_memory_MemAvailable_bytes) + on () group_left () (hour() + day_of_week())',
  'max_over_time(sum(rate(http_requests_total{service="cart"}[5m]))[10m:1m])',
  'sum(pg_stat_activity_count) / 0 or vector(0) / 0',
]

/** Sums of squares and of differences lose digits, in our order of adding as in theirs. */
function toleranceOf(query: string): number {
  return /deriv|predict|stddev/.test(query) ? 1e-6 : 1e-10
}

describe('against a real Prometheus', () => {
  test.each(QUERIES)('%s', async (query) => {
    for (const range of [RANGE, ODD]) {
      const [ours, theirs] = await Promise.all(
        [api.url, prometheus.url].map((url) =>
          ask(url, '/api/v1/query_range', { query, ...range }),
        ),
      )
      expect(theirs!.error).toBeUndefined()
      expect(ours!.error).toBeUndefined()
      expect(pointsOf(theirs!).size).toBeGreaterThan(0)
      expect(differences(ours!, theirs!, toleranceOf(query)).slice(0, 5)).toEqual([])
    }
  })

  test.each(['sum(rate(http_requests_total[5m]))', 'topk(1, go_goroutines)'])(
    'at one time: %s',
    async (query) => {
      const parameters = { query, time: String(NOW - 31) }
      const [ours, theirs] = await Promise.all(
        [api.url, prometheus.url].map((url) => ask(url, '/api/v1/query', parameters)),
      )
      expect(pointsOf(theirs!).size).toBeGreaterThan(0)
      expect(differences(ours!, theirs!, 1e-10)).toEqual([])
    },
  )

  test.each(['time()', '"text"', '-(2 ^ 3 ^ 2) % 7'])('of no series: %s', async (query) => {
    const parameters = { query, time: String(NOW - 31) }
    const [ours, theirs] = await Promise.all(
      [api.url, prometheus.url].map((url) => ask(url, '/api/v1/query', parameters)),
    )
    expect(ours!.data).toEqual(theirs!.data)
  })

  test.each([
    'sum(',
    'rate(up)',
    'up[5m]',
    'foo(up)',
    '{job=""}',
    '1 > 2',
    'up + "text"',
    'topk(up)',
    'up{job=~"("}',
    'rate(up[5m:])[1m]',
    'up and 1',
    'pg_stat_activity_count / ignoring (state) pg_stat_activity_count',
    'pg_settings_max_connections / on (instance) pg_stat_activity_count',
    'rate({__name__=~"http_request_duration_seconds_(sum|count)"}[5m])',
  ])('refuses as Prometheus does: %s', async (query) => {
    const parameters = { query, ...RANGE }
    const [ours, theirs] = await Promise.all(
      [api.url, prometheus.url].map((url) => ask(url, '/api/v1/query_range', parameters)),
    )
    expect(theirs!.status).toBe('error')
    expect({ status: ours!.status, type: ours!.errorType }).toEqual({
      status: theirs!.status,
      type: theirs!.errorType,
    })
    expect(ours!.error).not.toBe('')
  })
})

const promtool = (...args: string[]) => promisify(execFile)('promtool', ['query', ...args])

describe('promtool', () => {
  test('query instant', async () => {
    const { stdout } = await promtool('instant', `--time=${NOW}`, api.url, 'count(up == 1)')
    expect(stdout).toMatch(/^\{\} => \d+ @/)
  })

  test('query range', async () => {
    const times = [`--start=${NOW - 600}`, `--end=${NOW}`, '--step=60s']
    const { stdout } = await promtool(
      'range',
      ...times,
      api.url,
      'sum(rate(http_requests_total[5m]))',
    )
    expect(stdout.match(/ @\[/g)).toHaveLength(11)
  })

  test('query series and labels', async () => {
    const times = [`--start=${NOW - 600}`, `--end=${NOW}`]
    const series = await promtool('series', ...times, '--match=pg_stat_activity_count', api.url)
    expect(series.stdout.trim().split('\n')).toHaveLength(3)
    const labels = await promtool('labels', ...times, api.url, 'datname')
    expect(labels.stdout.trim()).toBe('orders')
  })
})
