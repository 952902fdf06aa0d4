import type { PrometheusClient } from '../http/client.ts'
import { readList } from '../scan/list.ts'
import { seconds } from '../seconds.ts'
import { ask } from './ask.ts'
import { textsOf } from './fields.ts'

const MAX_NAMES = 200_000

/** Names of metrics that had samples in the period (unix seconds). */
export async function fetchMetricNames(
  client: PrometheusClient,
  period: { start: number; end: number },
): Promise<string[]> {
  const { items } = await ask(client, {
    path: '/api/v1/label/__name__/values',
    params: { start: seconds(period.start), end: seconds(period.end), limit: String(MAX_NAMES) },
    method: 'GET',
    parse: (reader) => readList(reader, MAX_NAMES),
  })
  return items.filter((item) => typeof item === 'string')
}

/** Label sets of a metric's series. One more than wanted is asked for, to know of more. */
export async function fetchLabelSets(
  client: PrometheusClient,
  metric: string,
  { start, end, limit }: { start: number; end: number; limit: number },
): Promise<{ labels: Record<string, string>[]; truncated: boolean }> {
  const { items, truncated } = await ask(client, {
    path: '/api/v1/series',
    params: {
      'match[]': `{__name__=${JSON.stringify(metric)}}`,
      start: seconds(start),
      end: seconds(end),
      limit: String(limit + 1),
    },
    parse: (reader) => readList(reader, limit),
  })
  return { labels: items.map(textsOf), truncated }
}
