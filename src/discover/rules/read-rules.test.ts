import { describe, expect, test } from 'vitest'

import { readRules } from './read-rules.ts'

const rule = (expr: string, name = 'A', holdSeconds = 0) => ({
  name,
  expr,
  holdSeconds,
  labels: {},
})

function read(expr: string) {
  const { readings, leftOut } = readRules([rule(expr)])
  return { reading: readings[0], reason: leftOut[0]?.reason, count: readings.length }
}

function threshold(expr: string) {
  const { reading } = read(expr)
  return reading && [reading.expr, reading.limit.direction, reading.limit.value]
}

describe('a threshold', () => {
  test.each([
    ['queue_depth > 500', 'queue_depth', 'up', 500],
    ['queue_depth >= 500', 'queue_depth', 'up', 500],
    ['500 < queue_depth', 'queue_depth', 'up', 500],
    ['pool_idle < 5', 'pool_idle', 'down', 5],
    ['5 >= pool_idle', 'pool_idle', 'down', 5],
    ['lag_seconds > 5 * 60', 'lag_seconds', 'up', 300],
    ['lag_seconds > (2 + 3) ^ 2 - -5 % 3', 'lag_seconds', 'up', 27],
    ['lag_seconds > 1h30m', 'lag_seconds', 'up', 5400],
    ['queue_depth > 0x10', 'queue_depth', 'up', 16],
    ['queue_depth > 1_000', 'queue_depth', 'up', 1000],
    ['(queue_depth > 500)', 'queue_depth', 'up', 500],
    ['(queue_depth) > 500 # comment', 'queue_depth', 'up', 500],
    ['sum by (job)\n  (queue_depth) > 500', 'sum by (job) (queue_depth)', 'up', 500],
    ['rate(x_total{a="b  c"}[5m]) > 3 and on(job) up == 1', 'rate(x_total{a="b  c"}[5m])', 'up', 3],
    ['up == 1 and queue_depth > 500', 'queue_depth', 'up', 500],
    ['queue_depth > 500 unless on(job) silenced', 'queue_depth', 'up', 500],
    ['queue_depth > 500 < 900', 'queue_depth', 'up', 500],
    ['queue_depth > 0 < 900', 'queue_depth', 'down', 900],
    ['max without (w) (x:ratio > (14.4 * 0.001))', 'max without (w) (x:ratio)', 'up', 0.0144],
  ])('%s', (expr, left, direction, value) => {
    expect(threshold(expr)).toEqual([left, direction, value])
  })

  test('on either side of `or` is one each', () => {
    const { readings } = readRules([rule('a_depth > 5 or b_depth > 7')])
    expect(readings.map(({ expr, limit }) => [expr, limit.value])).toEqual([
      ['a_depth', 5],
      ['b_depth', 7],
    ])
  })

  test.each([
    // By hand: 500 MiB are 500 * 1024 * 1024 bytes; 90 of 100 are 0.9; 250 ms are 0.25 s.
    ['free_bytes / 1024 / 1024 < 500', 'free_bytes', '', 524_288_000, 'bytes'],
    ['free_bytes / 1e9 < 5', 'free_bytes', '', 5e9, 'bytes'],
    ['100 * (used_bytes / size_bytes) > 90', 'used_bytes / size_bytes', '', 0.9, 'ratio'],
    ['used_bytes / size_bytes * 100 > 90', 'used_bytes / size_bytes', '', 0.9, 'ratio'],
    ['100 * used_bytes / size_bytes > 90', '(used_bytes) / size_bytes', '', 0.9, 'ratio'],
    ['a_used * 100 / on(job) a_all > 90', '(a_used) / on(job) a_all', '', 0.9, 'ratio'],
    [
      'wait_seconds * on(pod) group_left(team) pod_info > 9',
      'wait_seconds * on(pod) group_left(team) pod_info',
      '',
      9,
      'seconds',
    ],
    ['took_milliseconds > 250', 'took_milliseconds', ' / 1000', 0.25, 'seconds'],
    ['sum(free_bytes / 1024) < 3', 'sum(free_bytes / 1024)', ' * 1024', 3072, 'bytes'],
    ['disk_used_percent > 80', 'disk_used_percent', '', 80, 'percent'],
    ['(cert_expiry - time()) / 86400 < 7', 'cert_expiry - time()', '', 604_800, 'seconds'],
  ])('is in our units: %s', (expr, left, apply, value, unit) => {
    const { reading } = read(expr)
    expect(reading).toMatchObject({ expr: left, apply, unit, limit: { value } })
  })

  test.each([
    ['x == 0', /state/],
    ['x != 0', /state/],
    ['a > b', /series with series/],
    ['x > bool 5', /bool/],
    ['(x > bool 5) * y > 3', /bool/],
    ['1 > 2', /series with series/],
    ['vector(1)', /no number/],
    ['vector(1) > 0.5', /no metric/],
    ['x > Inf', /finite/],
    ['absent(up{job="a"})', /no number/],
    ['absent(x) > 0', /silence/],
    ['predict_linear(free_bytes[6h], 3600) < 0', /forecast itself/],
    ['changes(x[5m]) > 3', /changes/],
    ['ALERTS{alertname="B"} > 0', /other alerts/],
    ['count(ALERTS) > 5', /other alerts/],
    ['rootops_cycle_duration_seconds > 5', /our own/],
    ['avg(up) < 0.5', /alive/],
    ['time() - last_backup_timestamp_seconds > 86400', /since a moment/],
    ['time() - process_start_time_seconds < 300', /since a moment/],
    ['hour() > 8', /no metric/],
    ['rate(errors_total[5m]) > 0', /first one/],
    ['jobs_failed >= 1', /first one/],
    ['clock_offset_seconds < -0.05', /below 0/],
    ['this is no promql', /not PromQL/],
    ['sum(x > 5)', /no number/],
    ['max(x < 5)', /no number/],
    [`x > 1 # ${'.'.repeat(9000)}`, /longer than/],
  ])('is not what %.40s has', (expr, reason) => {
    const { reading, reason: said } = read(expr)
    expect(reading).toBeUndefined()
    expect(said).toMatch(reason)
  })

  test('names its alert, and how long it waits', () => {
    const { readings, leftOut } = readRules([rule('x > 5', 'Deep', 600), rule('x == 5', 'Same')])
    expect(readings[0]?.limit).toEqual({
      value: 5,
      direction: 'up',
      means: 'Deep fires after 10 min',
      source: 'rule',
    })
    expect(leftOut).toEqual([{ metric: 'alert Same', reason: expect.any(String) as string }])
  })
})

describe('rules over the same left side', () => {
  test('are one query with the threshold that is reached last', () => {
    const { readings } = readRules([
      rule('sum by (a, b) (x{c="1",d="2"}) > 80', 'Warn'),
      rule('sum(x{d="2", c="1"}) by (b,a) > 95', 'Page'),
      rule('(sum by (a, b) ((x{c="1",d="2"}))) > 90', 'Between'),
    ])
    expect(readings.map(({ limit }) => limit)).toMatchObject([{ value: 95, means: 'Page fires' }])
    const low = readRules([rule('x < 10', 'Warn'), rule('x < 2', 'Page'), rule('x > 90', 'High')])
    expect(low.readings.map(({ limit }) => limit.value)).toEqual([2, 90])
  })

  test('keep their name while the number changes, and get another for another left side', () => {
    const slug = (expr: string) => read(expr).reading?.slug
    expect(slug('x > 5')).toBe(slug('x >= 7'))
    expect(slug('x > 5')).not.toBe(slug('x < 5'))
    expect(slug('x > 5')).not.toBe(slug('x{a="b"} > 5'))
    expect(slug('(a - b) / c > 5')).not.toBe(slug('a - b / c > 5'))
  })

  test('are bounded', () => {
    const many = Array.from({ length: 230 }, (_, i) => rule(`m_${i} > 5`, `A${i}`))
    const { readings, leftOut } = readRules(many)
    expect(readings).toHaveLength(200)
    expect(leftOut).toHaveLength(30)
    expect(leftOut[0]).toEqual({ metric: 'alert A200', reason: 'more than 200 thresholds' })
  })
})

describe('what a rule is about', () => {
  test.each([
    [
      'histogram_quantile(0.99, sum by (le, job) (rate(http_request_duration_seconds_bucket[5m]))) > 0.5',
      'p99 latency',
      'duration',
      'seconds',
    ],
    [
      'histogram_quantile(0.95, sum by (le) (rate(pay_time_milliseconds_bucket[5m]))) > 500',
      'p95 pay time',
      'duration',
      'seconds',
    ],
    [
      'sum(rate(http_requests_total{code=~"5.."}[5m])) / sum(rate(http_requests_total[5m])) > 0.05',
      'errors',
      'errors',
      'ratio',
    ],
    ['rate(x_seconds_sum[5m]) / rate(x_seconds_count[5m]) > 2', 'mean x', 'duration', 'seconds'],
    [
      'increase(http_request_duration_seconds_sum[5m]) / increase(http_request_duration_seconds_count[5m]) > 2',
      'mean latency',
      'duration',
      'seconds',
    ],
    ['rate(mail_failures_total[5m]) > 2', 'mail failures', 'errors', 'per_second'],
    ['sum(rate(http_requests_total[5m])) > 1000', 'requests', 'rate', 'per_second'],
    ['rate(node_network_receive_bytes_total[5m]) > 1e8', 'network in', 'rate', 'bytes_per_second'],
    [
      'node_filesystem_avail_bytes / node_filesystem_size_bytes * 100 < 10',
      'node filesystem avail of size',
      'headroom',
      'ratio',
    ],
    [
      '100 - avg(rate(node_cpu_seconds_total{mode="idle"}[5m])) * 100 > 80',
      'CPU used',
      'utilization',
      'percent',
    ],
    [
      'node_load1 / count by (instance) (node_cpu_seconds_total) > 2',
      'node load1 of cpu',
      'level',
      'none',
    ],
    [
      '1 - avg(rate(node_cpu_seconds_total{mode="idle"}[5m])) > 0.9',
      'CPU used',
      'utilization',
      'ratio',
    ],
    [
      'avg(rate(node_cpu_seconds_total{mode="iowait"}[5m])) > 0.3',
      'CPU waiting for disks',
      'saturation',
      'ratio',
    ],
    [
      '100 - (node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes * 100) > 90',
      'memory used',
      'utilization',
      'percent',
    ],
    [
      'kubelet_certificate_manager_client_ttl_seconds < 604800',
      'client certificate left',
      'headroom',
      'seconds',
    ],
    [
      'rate(node_network_receive_errs_total[2m]) / rate(node_network_receive_packets_total[2m]) > 0.01',
      'node network receive errs share',
      'errors',
      'ratio',
    ],
    ['order_queue_depth > 100', 'order queue depth', 'saturation', 'count'],
    ['job:errors:ratio_rate5m > 0.02', 'job errors ratio rate5m', 'errors', 'ratio'],
    ['job:latency_seconds:p99 > 0.3', 'job latency seconds p99', 'duration', 'seconds'],
    [
      'max by (instance) (probe_ssl_earliest_cert_expiry) - time() < 86400 * 7',
      'certificate left',
      'headroom',
      'seconds',
    ],
    ['room_temp_celsius > 0', 'room temp', 'level', 'celsius'],
  ])('%s', (expr, title, role, unit) => {
    expect(read(expr).reading).toMatchObject({ title, role, unit })
  })
})
