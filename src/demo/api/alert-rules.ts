import type { Listing } from './lookups.ts'
import type { DemoRequest } from './request.ts'

interface Rule {
  readonly name: string
  readonly query: string
  /** Seconds. */
  readonly duration: number
  readonly severity: 'warning' | 'critical'
}

const FREE = 'node_filesystem_avail_bytes / node_filesystem_size_bytes * 100'
const rateOf = (matchers: string) => `sum by (service) (rate(http_requests_total${matchers}[5m]))`
const p99 =
  'histogram_quantile(0.99, sum by (le, service) (rate(http_request_duration_seconds_bucket[5m])))'

/** What the shop's people would be woken for; the last two ask nothing that has a threshold. */
const RULES: readonly Rule[] = [
  {
    name: 'HighErrorRate',
    query: `${rateOf('{code=~"5.."}')} / ${rateOf('')} > 0.05`,
    duration: 300,
    severity: 'critical',
  },
  { name: 'HighLatency', query: `${p99} > 2.5`, duration: 600, severity: 'warning' },
  { name: 'DiskGetsFull', query: `${FREE} < 10`, duration: 1800, severity: 'warning' },
  { name: 'DiskAlmostFull', query: `${FREE} < 3`, duration: 300, severity: 'critical' },
  {
    name: 'OrderQueueBacklog',
    query: 'rabbitmq_queue_messages_ready > 1000',
    duration: 600,
    severity: 'warning',
  },
  {
    name: 'CertificateExpiresSoon',
    query: 'probe_ssl_earliest_cert_expiry - time() < 14 * 86400',
    duration: 0,
    severity: 'warning',
  },
  {
    name: 'DiskFillsInFourHours',
    query: 'predict_linear(node_filesystem_avail_bytes[6h], 4 * 3600) < 0',
    duration: 3600,
    severity: 'warning',
  },
  { name: 'TargetDown', query: 'up == 0', duration: 300, severity: 'critical' },
]

/** `/api/v1/rules`: what would be alerted on. Nothing evaluates it, so no alert ever fires. */
export function ruleList({ parameters }: DemoRequest): Listing {
  if (parameters.get('type') === 'record') return { data: { groups: [] } }
  const rules = RULES.map(({ severity, ...rule }) => ({
    ...rule,
    type: 'alerting',
    state: 'inactive',
    health: 'unknown',
    labels: { severity },
    annotations: {},
    alerts: [],
  }))
  return { data: { groups: [{ name: 'shop', file: 'shop.yml', interval: 60, rules }] } }
}
