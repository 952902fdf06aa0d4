import { SERVICE } from './entity.ts'
import { stemOf, type MetricFacts } from './facts.ts'
import { failureMatcher } from './failure.ts'
import { rate, select, share } from './promql.ts'
import { choiceOf, type Sketch } from './sketch.ts'
import { scaleOf, type Scale } from './unit.ts'
import { isServing, sayMetric } from './words.ts'

const QUANTILES = [
  { name: 'p95', value: 0.95 },
  { name: 'p99', value: 0.99 },
] as const

/** A histogram or summary under its stem, and how it is asked for. */
interface Distribution {
  readonly facts: MetricFacts
  readonly stem: string
  readonly scale: Scale
  readonly serving: boolean
  /** Rate of observations under matchers, summed by `$by`. */
  readonly count: (...matchers: Parameters<typeof rate>[1] & {}) => string
}

/**
 * A histogram: how many, how many failed, how long. `counted` says that a counter beside it already
 * tells how many, so that nothing is watched twice.
 */
export function sketchHistogram(facts: MetricFacts, counted: boolean): Sketch[] {
  const stem = stemOf(facts.metric)
  const native = isNative(facts)
  const count: Distribution['count'] = (...matchers) =>
    native
      ? `histogram_count(sum $by (${rate(stem, matchers)}))`
      : `sum $by (${rate(`${stem}_count`, matchers)})`
  const inside = native ? `sum $by (${rate(stem)})` : `sum $by+le (${rate(`${stem}_bucket`)})`
  const one = distributionOf(facts, count)
  const long = one.scale.unit === 'seconds'
  const quantiles = QUANTILES.filter((quantile) => long || quantile.name === 'p95')
  return [
    ...(counted ? [] : sketchFlow(one)),
    ...quantiles.map(({ name, value }) =>
      sketchAmount(one, name, `histogram_quantile(${value}, ${inside})`),
    ),
  ]
}

/** A summary by its `_count` and `_sum`: how many, and the mean. */
export function sketchSummary(facts: MetricFacts, counted: boolean): Sketch[] {
  const stem = stemOf(facts.metric)
  const count: Distribution['count'] = (...matchers) =>
    `sum $by (${rate(`${stem}_count`, matchers)})`
  const one = distributionOf(facts, count)
  return [
    ...(counted ? [] : sketchFlow(one)),
    sketchAmount(one, 'mean', `(sum $by (${rate(`${stem}_sum`)}) / (${count()} > 0))`),
  ]
}

/** The quantiles a summary computed itself. They cannot be summed: the worst one speaks for all. */
export function sketchQuantiles(facts: MetricFacts): Sketch[] {
  const one = distributionOf(facts, () => '')
  return QUANTILES.filter(({ value }) =>
    facts.labelSets.some((labels) => Number(labels['quantile']) === value),
  ).map(({ name, value }) =>
    sketchAmount(
      one,
      name,
      `max $by (${select(facts.metric, [['quantile', '=', String(value)]])})`,
    ),
  )
}

function distributionOf(facts: MetricFacts, count: Distribution['count']): Distribution {
  const stem = stemOf(facts.metric)
  const scale = scaleOf(stem, facts.unit) ?? { unit: 'none', apply: '' }
  return { facts, stem, scale, count, serving: isServing(stem) }
}

/** Native histograms have no `_bucket` and `_count`: their series carry the bare name. */
function isNative({ metric, labelSets }: MetricFacts): boolean {
  return stemOf(metric) === metric && labelSets.some((labels) => labels['__name__'] === metric)
}

function sketchFlow({ facts, stem, count, serving }: Distribution): Sketch[] {
  const failed = failureMatcher(facts.labelSets)
  const base = {
    metric: stem,
    entity: SERVICE,
    choice: choiceOf(facts, 'fold', failed ? [failed[0]] : []),
  }
  const title = serving ? 'requests' : sayMetric(stem)
  const flow: Sketch = {
    ...base,
    slug: 'rate',
    expr: count(),
    title,
    role: 'rate',
    unit: 'per_second',
    bad: 'both',
  }
  if (failed === undefined) return [flow]
  const errors: Sketch = {
    ...base,
    slug: 'errors',
    expr: share(count(failed), count()),
    title: serving ? 'errors' : `${title} failed`,
    role: 'errors',
    unit: 'ratio',
    bad: 'up',
  }
  return [errors, flow]
}

/** Time is a duration that hurts when it grows; any other amount is just a level. */
function sketchAmount(one: Distribution, which: string, expr: string): Sketch {
  const failed = failureMatcher(one.facts.labelSets)
  const long = one.scale.unit === 'seconds'
  const what = long ? `${which} latency` : which
  return {
    metric: one.stem,
    slug: which,
    expr: expr + one.scale.apply,
    title: one.serving && long ? what : `${which} ${sayMetric(one.stem)}`,
    role: long ? 'duration' : 'level',
    unit: one.scale.unit,
    bad: long ? 'up' : 'both',
    entity: SERVICE,
    choice: choiceOf(one.facts, 'fold', failed ? [failed[0]] : []),
  }
}
