import type { Labels } from '../../model/series.ts'
import { keyOf } from '../promql/column.ts'
import { createMatcher } from '../promql/matcher.ts'
import { parseSelector } from '../promql/parse.ts'
import { badQuery } from '../promql/promql-error.ts'
import type { World } from '../world/world.ts'
import type { Source } from './queries.ts'
import { limitParameter, timeParameter, type DemoRequest } from './request.ts'

/** A list, and whether the asker's limit cut it. */
export interface Listing {
  readonly data: unknown
  readonly warnings?: readonly string[]
}

const EVERYTHING = [createMatcher('__name__', '=~', '.+')]

/** Label sets of all series that match any `match[]`, each once. */
function labelSets(request: DemoRequest, { storage, now }: Source, selectors: string[]): Labels[] {
  const start = timeParameter(request, 'start', 0)
  const end = Math.min(now, timeParameter(request, 'end', now))
  const sets = new Map<string, Labels>()
  const matchers = selectors.length === 0 ? [EVERYTHING] : selectors.map(parseSelector)
  for (const one of matchers)
    for (const { labels } of storage.select(one, start, end)) sets.set(keyOf(labels), labels)
  return [...sets.values()]
}

function limited(items: readonly unknown[], request: DemoRequest): Listing {
  const limit = limitParameter(request)
  if (items.length <= limit) return { data: items }
  return { data: items.slice(0, limit), warnings: ['results truncated due to limit'] }
}

export function seriesList(request: DemoRequest, source: Source): Listing {
  const selectors = request.parameters.getAll('match[]')
  if (selectors.length === 0) throw badQuery('no match[] parameter provided')
  return limited(labelSets(request, source, selectors), request)
}

export function labelNames(request: DemoRequest, source: Source): Listing {
  const sets = labelSets(request, source, request.parameters.getAll('match[]'))
  return limited([...new Set(sets.flatMap((labels) => Object.keys(labels)))].sort(), request)
}

export function labelValues(request: DemoRequest, source: Source, name: string): Listing {
  const sets = labelSets(request, source, request.parameters.getAll('match[]'))
  const values = new Set(sets.map((labels) => labels[name]).filter((value) => value !== undefined))
  return limited([...values].sort(), request)
}

export function metadataList(request: DemoRequest, world: World): Listing {
  const wanted = request.parameters.get('metric')
  const limit = limitParameter(request)
  const families = world
    .metadata()
    .filter(({ family }) => !wanted || family === wanted)
    .slice(0, limit)
  return {
    data: Object.fromEntries(
      families.map(({ family, type, help }) => [family, [{ type, help, unit: '' }]]),
    ),
  }
}

export function targetList(world: World, { now }: Source): Listing {
  const activeTargets = world.targets(now / 1000).map((target) => ({
    discoveredLabels: { __address__: target.instance, job: target.job },
    labels: target.labels,
    scrapePool: target.job,
    scrapeUrl: `http://${target.instance}/metrics`,
    globalUrl: `http://${target.instance}/metrics`,
    lastError: target.healthy ? '' : 'context deadline exceeded',
    lastScrape: new Date(target.lastScrape * 1000).toISOString(),
    lastScrapeDuration: 0.004,
    health: target.healthy ? 'up' : 'down',
    scrapeInterval: `${world.step}s`,
    scrapeTimeout: '10s',
  }))
  return { data: { activeTargets, droppedTargets: [], droppedTargetCounts: {} } }
}

/** `/api/v1/status/tsdb`: how many series there are now, and of which names. */
export function headStats(world: World, { storage, now }: Source): Listing {
  const current = storage.select(EVERYTHING, now - 2 * 3_600_000, now)
  const names = new Map<string, number>()
  for (const { labels } of current)
    names.set(labels['__name__']!, (names.get(labels['__name__']!) ?? 0) + 1)
  const largest = [...names].sort((a, b) => b[1] - a[1]).slice(0, 10)
  return {
    data: {
      headStats: {
        numSeries: current.length,
        numLabelPairs: 0,
        chunkCount: current.length,
        minTime: world.start * 1000,
        maxTime: now,
      },
      seriesCountByMetricName: largest.map(([name, value]) => ({ name, value })),
      labelValueCountByLabelName: [],
      memoryInBytesByLabelName: [],
      seriesCountByLabelValuePair: [],
    },
  }
}
