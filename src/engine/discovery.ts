import { metricsToAsk } from '../discover/ask.ts'
import { discoverInSteps } from '../discover/discover.ts'
import type { LeftOut, MetricFacts, Selection } from '../discover/facts.ts'
import { RootOpsError } from '../errors.ts'
import type { Objective } from '../model/objective.ts'
import type { SignalRules } from '../model/override.ts'
import type { MetricMetadata, MetricsSource } from '../sources/source.ts'
import { inTurns } from './in-turns.ts'
import { ruleFactsOf } from './rule-facts.ts'

export interface WatchOptions {
  readonly maxSignals: number
  readonly maxSeriesPerQuery: number
  readonly include: readonly RegExp[] | undefined
  readonly exclude: readonly RegExp[] | undefined
  /** False incidents a week that are acceptable over everything watched. */
  readonly alertBudget: number
  /** What people said of the signals; absent: nothing. */
  readonly rules?: SignalRules | undefined
  /** What was promised; absent: nothing. */
  readonly objectives?: readonly Objective[] | undefined
}

/** Metrics whose label sets are asked for; beyond it they are left out with the reason. */
const MAX_METRICS = 4000
/** Label sets read of one metric: enough to see which labels it has and how they vary. */
const MAX_LABEL_SETS = 2000
/** A metric that had no sample in the last hour is not worth watching. */
const LOOK_BACK_SECONDS = 3600

/** Asks the source what there is, and chooses what to watch. `now` in unix seconds. */
export async function discoverQueries(
  source: MetricsSource,
  options: WatchOptions,
  now: number,
): Promise<Selection> {
  const [names, metadata] = await Promise.all([source.metricNames(), source.metadata()])
  const { wanted, leftOut } = choose(names, options)
  const asked = metricsToAsk(wanted, metadata)
  const byFamily = new Map(metadata.map((one) => [one.metric, one]))
  const facts = await Promise.all(
    asked
      .slice(0, MAX_METRICS)
      .map((metric) => factsOf(source, metric, familyOf(metric, byFamily), now)),
  )
  const { rules, leftOut: ruledOut } = await ruleFactsOf(source, {
    whyNot: (metric) => whyNot(metric, options),
    maxLabelSets: MAX_LABEL_SETS,
    now,
  })
  const selection = await inTurns(discoverInSteps(facts, { ...options, rules }))
  const unasked = asked.slice(MAX_METRICS).map((metric) => ({
    metric,
    reason: `more than ${MAX_METRICS} metrics; use watch.include to choose`,
  }))
  return { ...selection, leftOut: [...leftOut, ...selection.leftOut, ...ruledOut, ...unasked] }
}

/** The same; undefined while the source cannot be asked. */
export async function discoverIfThere(
  ...asked: Parameters<typeof discoverQueries>
): Promise<Selection | undefined> {
  try {
    return await discoverQueries(...asked)
  } catch (error) {
    if (error instanceof RootOpsError) return undefined
    throw error
  }
}

function choose(names: readonly string[], options: WatchOptions) {
  const wanted: string[] = []
  const leftOut: LeftOut[] = []
  for (const metric of names) {
    const reason = whyNot(metric, options)
    if (reason === undefined) wanted.push(metric)
    else leftOut.push({ metric, reason })
  }
  return { wanted, leftOut }
}

/** Why the options leave a metric out; undefined when they do not. */
export function whyNot(metric: string, { include, exclude }: WatchOptions): string | undefined {
  if (exclude?.some((pattern) => pattern.test(metric))) return 'matches watch.exclude'
  if (include && !include.some((pattern) => pattern.test(metric)))
    return 'does not match watch.include'
  return undefined
}

async function factsOf(
  source: MetricsSource,
  metric: string,
  said: MetricMetadata | undefined,
  now: number,
): Promise<MetricFacts> {
  const { labels, truncated } = await source.labelSets(metric, {
    start: now - LOOK_BACK_SECONDS,
    end: now,
    limit: MAX_LABEL_SETS,
  })
  return {
    metric,
    type: said?.type ?? 'unknown',
    unit: said?.unit ?? '',
    help: said?.help ?? '',
    labelSets: labels,
    truncated,
  }
}

/** Metadata is keyed by family: OpenMetrics families lack the suffix that their series bear. */
function familyOf(metric: string, byFamily: ReadonlyMap<string, MetricMetadata>) {
  return byFamily.get(metric) ?? byFamily.get(metric.replace(/_(total|bucket|sum|count)$/, ''))
}
