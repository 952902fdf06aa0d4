import { catalogued, covers } from './catalogue/catalogue.ts'
import { sketchCounter } from './counters.ts'
import { SERVICE } from './entity.ts'
import { stemOf, type LeftOut, type MetricFacts, type MetricType, type Selection } from './facts.ts'
import { sketchesFromCatalogue } from './from-catalogue.ts'
import { sketchGauge } from './gauges.ts'
import { sketchHistogram, sketchQuantiles, sketchSummary } from './histograms.ts'
import { findPair } from './pairs.ts'
import { choiceOf, draftOf, type Draft, type Sketch } from './sketch.ts'
import { spend } from './budget.ts'
import type { RuleFacts } from './rules/sketch-rule.ts'
import { withRules } from './rules/with-rules.ts'

export { metricsToAsk } from './ask.ts'

/** What `discover` sees at once: every metric by the name it has and by its stem. */
interface World {
  readonly byName: ReadonlyMap<string, MetricFacts>
  /** Metrics that another one's query already reads. */
  readonly claimed: Set<string>
}

type Decision = readonly Sketch[] | { readonly reason: string }

/**
 * Chooses how to watch a Prometheus: from metadata, names and labels to queries, each of which
 * returns many series and each series of which becomes a signal (`signalOf`). A metric that is not
 * watched is named together with the reason. The same facts give the same queries in the same order.
 */
export function discover(facts: readonly MetricFacts[], options: DiscoverOptions): Selection {
  const steps = discoverInSteps(facts, options)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

export interface DiscoverOptions {
  readonly maxSignals: number
  readonly maxSeriesPerQuery: number
  /** What alerting rules ask for, with the series that they find. */
  readonly rules?: readonly RuleFacts[]
}

/** `discover`, with a stop after each metric: who calls it may do other work in between. */
export function* discoverInSteps(
  facts: readonly MetricFacts[],
  options: DiscoverOptions,
): Generator<undefined, Selection> {
  const world = worldOf(facts)
  const leftOut: LeftOut[] = []
  const drafts: Draft[] = []
  const sorted = [...facts].sort((a, b) => (a.metric < b.metric ? -1 : 1))
  const decisions: { one: MetricFacts; decision: Decision }[] = []
  for (const one of sorted) {
    decisions.push({ one, decision: decide(one, world) })
    yield
  }
  for (const { one, decision } of decisions) {
    if ('reason' in decision) leftOut.push({ metric: one.metric, reason: decision.reason })
    else if (world.claimed.has(one.metric))
      leftOut.push({ metric: one.metric, reason: 'read as the limit of another metric' })
    else drafts.push(...decision.map((sketch) => draftOf(sketch, options.maxSeriesPerQuery)))
    yield
  }
  const { rules = [], maxSeriesPerQuery } = options
  const ruled = withRules(unique(drafts), rules, maxSeriesPerQuery)
  const { chosen, refused } = spend(ruled, options.maxSignals)
  return {
    queries: chosen.map(({ query }) => query),
    leftOut: [...leftOut, ...chosen.flatMap((draft) => draft.leftOut), ...refused],
    estimatedSignals: chosen.reduce((sum, { series }) => sum + series, 0),
  }
}

function worldOf(facts: readonly MetricFacts[]): World {
  return { byName: new Map(facts.map((one) => [one.metric, one])), claimed: new Set() }
}

function decide(facts: MetricFacts, world: World): Decision {
  const { metric } = facts
  if (facts.labelSets.length === 0) return { reason: 'no series in the time looked at' }
  if (metric === 'up') return [sketchUp(facts)]
  if (metric.includes(':')) return { reason: 'a recording rule: what it is made from is watched' }
  if (metric.endsWith('_info'))
    return { reason: 'describes, does not measure; kept to name versions' }
  if (metric.endsWith('_created')) return { reason: 'only tells when a series began' }
  const known = sketchesFromCatalogue(facts, world.byName)
  if (known.length > 0) return known
  if (catalogued(metric)) return { reason: 'read together with another metric, or of no use alone' }
  if (covers(metric))
    return { reason: 'of this well-known exporter, other metrics tell what matters' }
  return decideByType(facts, world)
}

function decideByType(facts: MetricFacts, world: World): Decision {
  const find = (metric: string) => world.byName.get(metric)
  switch (kindOf(facts)) {
    case 'counter':
      return sketchCounter(facts, find)
    case 'histogram':
      return sketchHistogram(facts, hasCounter(facts, find))
    case 'summary':
      return facts.labelSets.some((labels) => labels['quantile'] !== undefined)
        ? orReason(sketchQuantiles(facts), 'its quantiles are below p95')
        : sketchSummary(facts, hasCounter(facts, find))
    default:
      return decideGauge(facts, world, find)
  }
}

function decideGauge(
  facts: MetricFacts,
  world: World,
  find: (metric: string) => MetricFacts | undefined,
): Decision {
  const pair = findPair(facts, find)
  if (pair !== undefined) {
    world.claimed.add(pair.whole)
    return [pair.sketch]
  }
  const sketch = sketchGauge(facts)
  return 'reason' in sketch ? sketch : [sketch]
}

/** Metadata first; where there is none the name's ending tells. */
function kindOf({ metric, type, labelSets }: MetricFacts): MetricType {
  if (metric.endsWith('_bucket') && type !== 'gauge') return 'histogram'
  if (type !== 'unknown') return type
  if (metric.endsWith('_total')) return 'counter'
  if (/_(seconds|milliseconds|ms|bytes|latency|duration)_count$/.test(metric)) return 'summary'
  return labelSets.some((labels) => labels['quantile'] !== undefined) ? 'summary' : 'gauge'
}

/** `http_requests_total` beside `http_request_duration_seconds`: requests are counted already. */
function hasCounter(
  facts: MetricFacts,
  find: (metric: string) => MetricFacts | undefined,
): boolean {
  const base = stemOf(facts.metric).replace(
    /_(duration|latency|time|size)?(_?(seconds|milliseconds|ms|bytes))?$/,
    '',
  )
  return [`${base}s_total`, `${base}_total`].some((name) => find(name) !== undefined)
}

/** Each target that answers its scrape is 1; where targets are pods, the share that answers. */
function sketchUp(facts: MetricFacts): Sketch {
  return {
    metric: 'up',
    slug: 'up',
    title: 'up',
    expr: 'avg $by (up)',
    role: 'availability',
    unit: 'ratio',
    bad: 'down',
    entity: SERVICE,
    choice: choiceOf(facts, 'auto'),
  }
}

function orReason(sketches: readonly Sketch[], reason: string): Decision {
  return sketches.length > 0 ? sketches : { reason }
}

function unique(drafts: readonly Draft[]): Draft[] {
  return [...new Map(drafts.map((draft) => [draft.query.id, draft])).values()]
}
