import type { PrometheusClient } from '../http/client.ts'
import type { MetricMetadata } from '../../source.ts'
import { askIfThere, documentAt } from './ask.ts'
import { textOf } from './fields.ts'

const MAX_METRICS = 50_000
const TYPES: ReadonlySet<string> = new Set(['counter', 'gauge', 'histogram', 'summary'])

/** What the targets say of their metrics, by family; empty where the server does not know. */
export async function fetchMetadata(client: PrometheusClient): Promise<MetricMetadata[]> {
  const params = { limit: String(MAX_METRICS), limit_per_metric: '1' }
  const answer = await askIfThere(client, documentAt('/api/v1/metadata', params))
  const families = Object.entries(answer?.value ?? {}) as [string, unknown][]
  return families.slice(0, MAX_METRICS).map(([metric, entries]) => {
    const first: unknown = Array.isArray(entries) ? entries[0] : undefined
    const type = textOf(first, 'type')
    return {
      metric,
      type: TYPES.has(type) ? (type as MetricMetadata['type']) : 'unknown',
      help: textOf(first, 'help'),
      unit: textOf(first, 'unit'),
    }
  })
}
