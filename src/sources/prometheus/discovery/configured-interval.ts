import type { PrometheusClient } from '../http/client.ts'
import { askIfThere, documentAt } from './ask.ts'
import { durationSeconds } from './duration.ts'
import { textOf } from './fields.ts'

/**
 * Seconds between scrapes as the server's configuration has them, the median over its jobs; for the
 * first seconds of a server's life, in which it has no targets yet. Undefined where it is not told.
 */
export async function fetchConfiguredInterval(
  client: PrometheusClient,
): Promise<number | undefined> {
  const answer = await askIfThere(client, documentAt('/api/v1/status/config'))
  const jobs = /^scrape_configs:\n((?:[ -].*\n?)*)/m.exec(textOf(answer?.value, 'yaml'))?.[1] ?? ''
  const intervals = [...jobs.matchAll(/^ {2}scrape_interval: (\S+)$/gm)]
    .flatMap(([, written]) => durationSeconds(written) ?? [])
    .toSorted((a, b) => a - b)
  return intervals[Math.floor((intervals.length - 1) / 2)]
}
