import type { PrometheusClient } from '../http/client.ts'
import type { SourceInfo } from '../../source.ts'
import { readResult, type ResultLimits } from '../scan/result.ts'
import { seconds } from '../seconds.ts'
import { askIfThere, documentAt } from './ask.ts'
import { fetchConfiguredInterval } from './configured-interval.ts'
import { fieldOf } from './fields.ts'
import { fetchFlavor } from './flavor.ts'
import { findOldest, type AskRange } from './oldest.ts'
import { fetchMetricNames } from './series-list.ts'
import { fetchTargets, usualInterval } from './targets.ts'

const DAY = 86_400

/** Asks all there is to know of the server, `now` in unix seconds; cheap, but not for every cycle. */
export async function fetchInfo(
  client: PrometheusClient,
  limits: ResultLimits,
  now: number,
): Promise<SourceInfo> {
  const askRange: AskRange = async (query, { start, end, step }) => {
    const range = { start: seconds(start), end: seconds(end), step: seconds(step) }
    const answer = await askIfThere(client, {
      path: '/api/v1/query_range',
      params: { query, ...range },
      parse: (reader) => readResult(reader, limits),
    })
    return answer?.value.series ?? []
  }
  const recentNames = (): Promise<string[]> =>
    fetchMetricNames(client, { start: now - DAY, end: now })
  const { flavor, version } = await fetchFlavor(client)
  return {
    flavor,
    version,
    seriesCount: await fetchSeriesCount(client),
    oldestTimestamp: await findOldest(askRange, Math.floor(now), recentNames),
    scrapeInterval:
      usualInterval(await fetchTargets(client)) ?? (await fetchConfiguredInterval(client)),
  }
}

async function fetchSeriesCount(client: PrometheusClient): Promise<number | undefined> {
  const answer = await askIfThere(client, documentAt('/api/v1/status/tsdb', { limit: '1' }))
  const inHead = fieldOf(fieldOf(answer?.value, 'headStats'), 'numSeries')
  // VictoriaMetrics has a field of its own.
  const count = inHead ?? fieldOf(answer?.value, 'totalSeries')
  return typeof count === 'number' ? count : undefined
}
