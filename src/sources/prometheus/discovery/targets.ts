import type { PrometheusClient } from '../http/client.ts'
import type { ScrapeTarget } from '../../source.ts'
import { askIfThere, documentAt } from './ask.ts'
import { durationSeconds } from './duration.ts'
import { fieldOf, listOf, textOf, textsOf } from './fields.ts'

/** Active targets; none where the server does not scrape (Thanos, Mimir). */
export async function fetchTargets(client: PrometheusClient): Promise<ScrapeTarget[]> {
  const answer = await askIfThere(client, documentAt('/api/v1/targets', { state: 'active' }))
  return listOf(answer?.value, 'activeTargets').map((target) => ({
    labels: textsOf(fieldOf(target, 'labels')),
    healthy: textOf(target, 'health') === 'up',
    scrapeInterval: durationSeconds(fieldOf(target, 'scrapeInterval')),
    lastError: textOf(target, 'lastError'),
  }))
}

/** The median over targets, in seconds; undefined where no target tells. */
export function usualInterval(targets: readonly ScrapeTarget[]): number | undefined {
  const known = targets
    .flatMap(({ scrapeInterval }) => scrapeInterval ?? [])
    .toSorted((a, b) => a - b)
  return known[Math.floor((known.length - 1) / 2)]
}
