import { parser } from '@prometheus-io/lezer-promql'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Labels } from '../model/series.ts'
import type { Query } from '../model/signal.ts'
import { allRecipes } from './catalogue/catalogue.ts'
import { discover, metricsToAsk } from './discover.ts'
import type { MetadataLike, MetricFacts, MetricType } from './facts.ts'
import { signalOf } from './signal.ts'

const ROOMY = { maxSignals: 100_000, maxSeriesPerQuery: 200 }

function facts(
  metric: string,
  type: MetricType,
  labelSets: readonly Labels[],
  more: Partial<MetricFacts> = {},
): MetricFacts {
  return { metric, type, unit: '', help: '', labelSets, truncated: false, ...more }
}

/** Every combination of the given label values. */
function combine(values: Readonly<Record<string, readonly string[]>>): Labels[] {
  return Object.entries(values).reduce<Labels[]>(
    (sets, [label, some]) =>
      sets.flatMap((labels) => some.map((value) => Object.assign({ [label]: value }, labels))),
    [{}],
  )
}

const queriesOf = (...all: MetricFacts[]) => discover(all, ROOMY).queries
const bySlug = (queries: readonly Query[]) =>
  Object.fromEntries(queries.map((query) => [query.id.split(':')[1], query]))

function syntaxErrors(expr: string): number {
  let errors = 0
  parser.parse(expr.replaceAll('$__window', '5m')).iterate({
    enter: (node) => {
      if (node.type.isError) errors++
    },
  })
  return errors
}

const WEB = combine({
  job: ['shop'],
  instance: ['10.0.0.1:80', '10.0.0.2:80'],
  route: ['/', '/pay'],
  status: ['200', '404', '500'],
})

describe('counters', () => {
  test('are rates over instances, with the share that failed', () => {
    const { rate, errors } = bySlug(queriesOf(facts('http_requests_total', 'counter', WEB)))
    expect(rate).toMatchObject({
      expr: 'sum by (job, route) (rate(http_requests_total[$__window]))',
      title: 'requests',
      role: 'rate',
      unit: 'per_second',
      bad: 'both',
    })
    expect(errors).toMatchObject({ title: 'errors', role: 'errors', unit: 'ratio', bad: 'up' })
    expect(errors?.expr).toBe(
      '(sum by (job, route) (rate(http_requests_total{status=~"5.."}[$__window])) / ' +
        '(sum by (job, route) (rate(http_requests_total[$__window])) > 0)) or ' +
        '(0 * sum by (job, route) (rate(http_requests_total[$__window])))',
    )
  })

  test('watch for failures before the first one was seen', () => {
    const healthy = WEB.filter((labels) => labels['status'] === '200')
    expect(
      bySlug(queriesOf(facts('http_requests_total', 'counter', healthy)))['errors'],
    ).toBeDefined()
  })

  test('are known by their ending where metadata is silent', () => {
    const { rate } = bySlug(queriesOf(facts('shop_orders_total', 'unknown', [{ job: 'shop' }])))
    expect(rate?.expr).toBe('sum by (job) (rate(shop_orders_total[$__window]))')
  })

  test.each([
    ['outcome', ['SUCCESS', 'CLIENT_ERROR', 'SERVER_ERROR'], /outcome=~"\(\?i\)\(.*server_error/],
    ['result', ['ok', 'error'], /result=~"\(\?i\)/],
    ['grpc_code', ['OK', 'NotFound', 'Internal'], /grpc_code=~"Unknown\|/],
    ['code', ['OK'], /code=~"Unknown\|/],
    ['grpc_status', ['0', '5', '13'], /grpc_status=~"2\|4\|/],
    ['success', ['true'], /success=~"\(\?i\)\(false/],
    ['status', ['2xx', '5xx'], /status=~"5\.\."/],
  ])('find the failures told by %s', (label, values, matcher) => {
    const { errors } = bySlug(
      queriesOf(facts('calls_total', 'counter', combine({ [label]: values }))),
    )
    expect(errors?.expr).toMatch(matcher)
  })

  test.each([
    ['status', ['active', 'idle']],
    ['code', ['DE', 'FR']],
    ['error', ['no such host', 'broken pipe']],
  ])('do not take %s for a verdict when its values are no verdicts', (label, values) => {
    const queries = queriesOf(facts('things_total', 'counter', combine({ [label]: values })))
    expect(Object.keys(bySlug(queries))).toEqual(['rate'])
  })

  test('of failures are a share where the counter of all is known', () => {
    const [first] = queriesOf(
      facts('mail_requests_failed_total', 'counter', [{ job: 'mail' }]),
      facts('mail_requests_total', 'counter', [{ job: 'mail' }, { job: 'list' }]),
    )
    expect(first).toMatchObject({ role: 'errors', unit: 'ratio' })
    expect(first?.expr).toContain('rate(mail_requests_total[$__window])) > 0')
    const [alone] = queriesOf(facts('mail_dropped_total', 'counter', [{ job: 'mail' }]))
    expect(alone).toMatchObject({ role: 'errors', unit: 'per_second', bad: 'up' })
  })
})

describe('histograms and summaries', () => {
  test('give rate, failures and quantiles in seconds', () => {
    const sets = WEB.map((labels) => ({ ...labels, le: '0.1' }))
    const slugs = bySlug(
      queriesOf(facts('http_request_duration_milliseconds_bucket', 'unknown', sets)),
    )
    expect(Object.keys(slugs).sort()).toEqual(['errors', 'p95', 'p99', 'rate'])
    expect(slugs['p95']).toMatchObject({ title: 'p95 latency', role: 'duration', unit: 'seconds' })
    expect(slugs['p95']?.expr).toBe(
      'histogram_quantile(0.95, sum by (le, job, route) (rate(http_request_duration_milliseconds_bucket[$__window]))) / 1000',
    )
    expect(slugs['rate']?.expr).toBe(
      'sum by (job, route) (rate(http_request_duration_milliseconds_count[$__window]))',
    )
  })

  test('count nothing twice', () => {
    const queries = queriesOf(
      facts('http_requests_total', 'counter', WEB),
      facts('http_request_duration_seconds_count', 'histogram', WEB),
    )
    expect(queries.filter(({ role }) => role === 'rate')).toHaveLength(1)
    expect(queries.filter(({ role }) => role === 'duration')).toHaveLength(2)
  })

  test('without any label still parse', () => {
    const { p95 } = bySlug(queriesOf(facts('job_duration_seconds_count', 'histogram', [{}])))
    expect(p95?.expr).toBe(
      'histogram_quantile(0.95, sum by (le) (rate(job_duration_seconds_bucket[$__window])))',
    )
  })

  test('that are native are asked by their own name', () => {
    const sets = [{ __name__: 'rpc_seconds', job: 'a' }]
    const { p99, rate } = bySlug(queriesOf(facts('rpc_seconds', 'histogram', sets)))
    expect(p99?.expr).toBe('histogram_quantile(0.99, sum by (job) (rate(rpc_seconds[$__window])))')
    expect(rate?.expr).toBe('histogram_count(sum by (job) (rate(rpc_seconds[$__window])))')
  })

  test('summaries give the mean and, where there are any, their own high quantiles', () => {
    const { mean } = bySlug(
      queriesOf(facts('rpc_duration_seconds_count', 'summary', [{ job: 'a' }])),
    )
    expect(mean?.expr).toBe(
      '(sum by (job) (rate(rpc_duration_seconds_sum[$__window])) / (sum by (job) (rate(rpc_duration_seconds_count[$__window])) > 0))',
    )
    const sets = combine({ job: ['a'], quantile: ['0.5', '0.99'] })
    const own = queriesOf(facts('rpc_duration_seconds', 'summary', sets))
    expect(own.map(({ expr }) => expr)).toEqual([
      'max by (job) (rpc_duration_seconds{quantile="0.99"})',
    ])
  })
})

describe('gauges', () => {
  test.each([
    ['shop_up', 'availability', 'ratio', 'down', undefined],
    ['tls_cert_expiry_timestamp_seconds', 'headroom', 'seconds', 'down', 'expired'],
    ['licence_expires_in_seconds', 'headroom', 'seconds', 'down', 'expired'],
    ['gateway_cert_not_after', 'headroom', 'seconds', 'down', 'expired'],
    ['backup_free_bytes', 'headroom', 'bytes', 'down', 'empty'],
    ['cache_hit_ratio', 'level', 'ratio', 'both', undefined],
    ['pool_usage_percent', 'utilization', 'percent', 'up', 'full'],
    ['mail_queue_depth', 'saturation', 'count', 'up', undefined],
    ['replication_lag_seconds', 'saturation', 'seconds', 'up', undefined],
    ['last_backup_duration_seconds', 'duration', 'seconds', 'up', undefined],
    ['room_temp_celsius', 'level', 'celsius', 'both', undefined],
    ['raid_disks_failed', 'errors', 'count', 'up', undefined],
    ['backup_last_success_timestamp_seconds', 'level', 'seconds', 'up', undefined],
    ['shop_visitors', 'level', 'none', 'both', undefined],
  ])('%s is watched as %s', (metric, role, unit, bad, means) => {
    const [query] = queriesOf(facts(metric, 'gauge', [{ job: 'a', instance: 'b:1' }]))
    expect(query).toMatchObject({ role, unit, bad })
    expect(query?.limit?.means).toBe(means)
  })

  test.each(['app_build_info', 'requests_created', 'app_start_time_seconds', 'pool_size_limit'])(
    '%s is left out, with a reason',
    (metric) => {
      const selection = discover([facts(metric, 'gauge', [{ job: 'a' }])], ROOMY)
      expect(selection.queries).toEqual([])
      expect(selection.leftOut).toEqual([{ metric, reason: expect.stringMatching(/\w/) }])
    },
  )

  test.each([
    [
      'heap_used_bytes',
      'heap_max_bytes',
      'sum by (job) (heap_used_bytes) / (sum by (job) (heap_max_bytes) > 0)',
    ],
    [
      'disk_free_bytes',
      'disk_total_bytes',
      '1 - sum by (job) (disk_free_bytes) / (sum by (job) (disk_total_bytes) > 0)',
    ],
    [
      'db_connections',
      'db_max_connections',
      'sum by (job) (db_connections) / (sum by (job) (db_max_connections) > 0)',
    ],
  ])('%s is judged against %s', (part, whole, expr) => {
    const selection = discover(
      [facts(part, 'gauge', [{ job: 'a' }]), facts(whole, 'gauge', [{ job: 'a' }])],
      ROOMY,
    )
    expect(selection.queries.map((query) => query.expr)).toEqual([expr])
    expect(selection.queries[0]).toMatchObject({ role: 'utilization', limit: { value: 1 } })
    expect(selection.leftOut.map(({ metric }) => metric)).toEqual([whole])
  })
})

test('what is left until the end is not taken for the end', () => {
  const exprOf = (metric: string) => queriesOf(facts(metric, 'gauge', [{ job: 'a' }]))[0]?.expr
  expect(exprOf('licence_expires_in_seconds')).toBe('min by (job) (licence_expires_in_seconds)')
  expect(exprOf('gateway_cert_not_after')).toBe('min by (job) (gateway_cert_not_after) - time()')
})

describe('labels', () => {
  const pods = Array.from({ length: 30 }, (_, i) => ({
    job: 'cart',
    namespace: 'shop',
    pod: `cart-7d4b9c8f6d-x${String(i).padStart(2, '0')}ab`,
    instance: `10.1.0.${i}:80`,
    node: `n${i % 3}`,
  }))

  test('of pods are folded away, so that a new pod changes no signal', () => {
    const before = queriesOf(facts('cart_items', 'gauge', pods.slice(0, 10)))
    const after = queriesOf(facts('cart_items', 'gauge', pods.slice(10)))
    expect(before).toEqual(after)
    expect(before[0]?.expr).toBe('avg by (job, namespace) (cart_items)')
  })

  test('that look like pod names or ids are folded by their values', () => {
    const sets = pods.map(({ job, pod }) => ({ job, member: pod }))
    expect(queriesOf(facts('cart_items', 'gauge', sets))[0]?.expr).toBe('avg by (job) (cart_items)')
  })

  test('with too many values are dropped, named and counted', () => {
    const sets = combine({ job: ['web'], path: Array.from({ length: 500 }, (_, i) => `/u/${i}`) })
    const selection = discover([facts('hits_total', 'counter', sets)], ROOMY)
    expect(selection.queries[0]?.expr).toBe('sum by (job) (rate(hits_total[$__window]))')
    expect(selection.estimatedSignals).toBe(1)
    expect(selection.leftOut).toEqual([
      { metric: 'hits_total', reason: expect.stringContaining('"path" has 500 values') },
    ])
  })

  test('never make more series than allowed', () => {
    const values = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), {
      minLength: 3,
      maxLength: 3,
    })
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 60 }), fc.nat(20), (rows, max) => {
        const sets = rows.map(([job = '', route = '', zone = '']) => ({ job, route, zone }))
        const limits = { maxSignals: 1e6, maxSeriesPerQuery: max + 1 }
        expect(discover([facts('x', 'gauge', sets)], limits).estimatedSignals).toBeLessThanOrEqual(
          max + 1,
        )
      }),
    )
  })
})

describe('well-known exporters', () => {
  test('file systems in memory are no disks', () => {
    const sets = [
      { instance: 'db-2:9100', job: 'node', device: '/dev/sda1', mountpoint: '/', fstype: 'ext4' },
      { instance: 'db-2:9100', job: 'node', device: 'tmpfs', mountpoint: '/run', fstype: 'tmpfs' },
    ]
    const selection = discover(
      [
        facts('node_filesystem_avail_bytes', 'gauge', sets),
        facts('node_filesystem_size_bytes', 'gauge', sets),
      ],
      ROOMY,
    )
    expect(selection.estimatedSignals).toBe(1)
    const [query] = selection.queries
    expect(query).toMatchObject({
      role: 'utilization',
      limit: { value: 1, direction: 'up', means: 'full' },
    })
    const signal = signalOf(query!, sets[0]!)
    expect(signal).toMatchObject({
      entity: 'node db-2',
      service: 'db-2',
      name: 'disk space used {mountpoint="/"}',
    })
  })

  test('a recipe that lacks one of its metrics does not apply', () => {
    const { queries } = discover(
      [facts('node_filesystem_avail_bytes', 'gauge', [{ instance: 'a', fstype: 'ext4' }])],
      ROOMY,
    )
    expect(queries).toEqual([])
  })

  test.each([
    [
      { resourcequota: 'q', namespace: 'shop', resource: 'pods', type: 'used' },
      'kube_resourcequota',
      [],
      'used up',
    ],
    [
      { node: 'n1', resource: 'pods' },
      'kube_node_status_allocatable',
      ['kube_pod_status_phase'],
      'full',
    ],
    [
      { horizontalpodautoscaler: 'h' },
      'kube_horizontalpodautoscaler_status_current_replicas',
      ['kube_horizontalpodautoscaler_spec_max_replicas'],
      'out of replicas',
    ],
    [
      { persistentvolumeclaim: 'c' },
      'kubelet_volume_stats_available_bytes',
      ['kubelet_volume_stats_capacity_bytes'],
      'full',
    ],
    [
      { persistentvolumeclaim: 'c' },
      'kubelet_volume_stats_inodes_used',
      ['kubelet_volume_stats_inodes'],
      'out of inodes',
    ],
    [{ node: 'n1' }, 'kubelet_certificate_manager_client_ttl_seconds', [], 'expired'],
    [{ job: 'x', subject_CN: 'shop', serial_number: '7' }, 'x509_cert_not_after', [], 'expired'],
    [{ instance: 'https://shop' }, 'probe_ssl_earliest_cert_expiry', [], 'expired'],
    [{ instance: 'a' }, 'node_filesystem_files_free', ['node_filesystem_files'], 'out of inodes'],
    [
      { instance: 'a' },
      'node_filefd_allocated',
      ['node_filefd_maximum'],
      'out of file descriptors',
    ],
    [{ instance: 'a' }, 'node_nf_conntrack_entries', ['node_nf_conntrack_entries_limit'], 'full'],
    [
      { instance: 'a' },
      'node_processes_pids',
      ['node_processes_max_processes'],
      'out of process ids',
    ],
    [{ job: 'a' }, 'process_open_fds', ['process_max_fds'], 'out of file descriptors'],
    [
      { job: 'a' },
      'process_files_open_files',
      ['process_files_max_files'],
      'out of file descriptors',
    ],
    [
      { job: 'a', db_name: 'shop' },
      'go_sql_in_use_connections',
      ['go_sql_max_open_connections'],
      'out of connections',
    ],
    [
      { job: 'a', pool: 'p' },
      'hikaricp_connections_active',
      ['hikaricp_connections_max'],
      'out of connections',
    ],
    [{ job: 'a', area: 'heap' }, 'jvm_memory_bytes_used', ['jvm_memory_bytes_max'], 'out of heap'],
    [
      { job: 'a', area: 'heap' },
      'elasticsearch_jvm_memory_used_bytes',
      ['elasticsearch_jvm_memory_max_bytes'],
      'out of heap',
    ],
    [
      { job: 'a' },
      'pg_stat_database_numbackends',
      ['pg_settings_max_connections'],
      'out of connections',
    ],
    [
      { job: 'a', database: 'd' },
      'pgbouncer_databases_current_connections',
      ['pgbouncer_databases_max_connections'],
      'out of connections',
    ],
    [
      { job: 'a' },
      'pgbouncer_pools_client_active_connections',
      ['pgbouncer_pools_client_waiting_connections', 'pgbouncer_config_max_client_connections'],
      'out of connections',
    ],
    [{ job: 'a', conn_type: 'current' }, 'mongodb_ss_connections', [], 'out of connections'],
    [
      { job: 'a' },
      'memcached_current_connections',
      ['memcached_max_connections'],
      'out of connections',
    ],
    [{ job: 'a' }, 'redis_memory_used_bytes', ['redis_memory_max_bytes'], 'full'],
  ] as const)('of %o in %s the limit is known', (labels, metric, needs, means) => {
    const queries = queriesOf(...[metric, ...needs].map((name) => facts(name, 'gauge', [labels])))
    const { limit } = queries.find((query) => query.limit && query.metric === metric)!
    const isLeft = means === 'expired'
    expect(limit).toEqual({ value: isLeft ? 0 : 1, direction: isLeft ? 'down' : 'up', means })
  })

  test('every recipe yields a query that parses, with an id of its own', () => {
    const labels = { job: 'j', instance: 'i:1', namespace: 'n', container: 'c', device: 'sda' }
    const states = [
      { mode: 'idle' },
      { mode: 'iowait' },
      { mode: 'steal' },
      { condition: 'Ready', status: 'true' },
      { condition: 'DiskPressure', status: 'true' },
      { state: 'failed', phase: 'Failed', area: 'heap', level: 'error', color: 'green' },
      { type: 'used', resource: 'pods', conn_type: 'current' },
      { reporter: 'destination', fstype: 'ext4', reason: 'CrashLoopBackOff' },
    ]
    const sets = states.map((state) => Object.assign({}, labels, state))
    const names = new Set(allRecipes().flatMap(({ metric, needs = [] }) => [metric].concat(needs)))
    const { queries } = discover(
      [...names].map((name) => facts(name, 'gauge', sets)),
      ROOMY,
    )
    expect(queries).toHaveLength(allRecipes().length)
    for (const { expr } of queries) {
      expect(expr).not.toMatch(/\$(?!__window)/)
      expect({ expr, errors: syntaxErrors(expr) }).toEqual({ expr, errors: 0 })
    }
  })
})

test('the checker of syntax finds faults', () => {
  expect(syntaxErrors('sum by (job (rate(x[5m]))')).toBeGreaterThan(0)
})

test('whatever the names and labels, queries parse and ids are unique and stable', () => {
  const word = fc.constantFrom(
    'http',
    'queue',
    'free',
    'used',
    'max',
    'errors',
    'bytes',
    'total',
    'seconds',
    'count',
    'bucket',
    'up',
    'expiry',
    'timestamp',
    'ratio',
    'requests',
    'size',
  )
  const name = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join('_'))
  const type = fc.constantFrom<MetricType>('counter', 'gauge', 'histogram', 'summary', 'unknown')
  const label = fc.constantFrom(
    'job',
    'instance',
    'pod',
    'status',
    'route',
    'service.name',
    'le',
    'quantile',
  )
  const value = fc.constantFrom('200', '500', 'ok', '0.99', 'a "quoted" \\ value', '/pay', 'ü')
  const sets = fc.array(fc.dictionary(label, value), { minLength: 1, maxLength: 8 })
  const table = fc.uniqueArray(fc.tuple(name, type, sets), {
    selector: ([first]) => first,
    maxLength: 12,
  })
  fc.assert(
    fc.property(table, (rows) => {
      const all = rows.map(([metric, kind, labelSets]) => facts(metric, kind, labelSets))
      const { queries } = discover(all, ROOMY)
      const ids = queries.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect(queries.filter(({ expr }) => syntaxErrors(expr) > 0)).toEqual([])
      expect(discover(all.toReversed(), ROOMY).queries).toEqual(queries)
    }),
  )
})

test('the budget goes to what users feel first, and says what it left out', () => {
  const all = [
    facts('shop_visitors', 'gauge', combine({ job: ['a', 'b', 'c'] })),
    facts('up', 'gauge', combine({ job: ['a', 'b', 'c'] })),
    facts('http_request_duration_seconds_count', 'histogram', [{ job: 'a' }]),
  ]
  const { queries, leftOut, estimatedSignals } = discover(all, {
    maxSignals: 6,
    maxSeriesPerQuery: 9,
  })
  expect(queries.map(({ id }) => id)).toEqual([
    'up:up',
    'http_request_duration_seconds:p95',
    'http_request_duration_seconds:p99',
    'http_request_duration_seconds:rate',
  ])
  expect(estimatedSignals).toBe(6)
  expect(leftOut).toEqual([
    { metric: 'shop_visitors', reason: expect.stringContaining('budget of 6') },
  ])
})

describe('signals', () => {
  const [query] = queriesOf(facts('http_requests_total', 'counter', WEB))

  test('are named for people and belong to a service', () => {
    const labels = { namespace: 'shop', job: 'shop/web', service: 'checkout', route: '/pay' }
    expect(signalOf(query!, labels)).toMatchObject({
      name: 'errors {route="/pay"}',
      entity: 'shop/checkout',
      service: 'checkout',
    })
  })

  test('keep their id whatever the order of labels or the name beside them', () => {
    const a = signalOf(query!, { job: 'a', route: '/' })
    expect(signalOf(query!, { route: '/', __name__: 'x', job: 'a' }).id).toBe(a.id)
    expect(signalOf(query!, { job: 'a', route: '/x' }).id).not.toBe(a.id)
    expect(a.id).toMatch(/^[0-9a-f]{16}$/)
  })
})

test('metricsToAsk asks once for a family and never for what is derived or internal', () => {
  const metadata: MetadataLike[] = [
    { metric: 'http_seconds', type: 'histogram', help: '', unit: 'seconds' },
  ]
  const histograms =
    'http_seconds_bucket http_seconds_sum http_seconds_count http_seconds_created other_bucket other_sum other_count'
  const others =
    'rpc_sum rpc_count rpc demo_req_total up job:http:rate5m ALERTS rootops_http_requests_total rootops_anomaly_score'
  const runtime =
    'go_gc_duration_seconds_sum go_gc_duration_seconds_count go_goroutines process_virtual_memory_bytes'
  const names = [histograms, others, runtime].flatMap((some) => some.split(' '))
  expect(metricsToAsk(names, metadata)).toEqual(
    'demo_req_total go_goroutines http_seconds_count other_bucket rootops_http_requests_total rpc rpc_count up'.split(
      ' ',
    ),
  )
})
