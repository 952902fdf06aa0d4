import { SERVICE } from './entity.ts'
import type { MetricFacts } from './facts.ts'
import { failureMatcher } from './failure.ts'
import { rate, share } from './promql.ts'
import { choiceOf, sharedLabels, type Sketch } from './sketch.ts'
import { rateScaleOf } from './unit.ts'
import { isServing, sayMetric } from './words.ts'

/** Names that count nothing but failures. */
export const FAILURE_NAME =
  /_(errors?|failures?|failed|fails|dropped|drops|exceptions?|timeouts?|rejected|rejections|refused|aborted|panics?|crashes|restarts|retries|oom_kills?|evicted|evictions|discarded|lost)(_total|_count)?$/

/** A counter is watched as its rate, and by the share of it that failed where a label tells. */
export function sketchCounter(
  facts: MetricFacts,
  find: (metric: string) => MetricFacts | undefined,
): Sketch[] {
  if (FAILURE_NAME.test(facts.metric)) return [sketchFailures(facts, find)]
  const failed = failureMatcher(facts.labelSets)
  const choice = choiceOf(facts, 'fold', failed ? [failed[0]] : [])
  const all = `sum $by (${rate(facts.metric)})`
  const title = isServing(facts.metric) ? 'requests' : sayMetric(facts.metric)
  const base = { metric: facts.metric, entity: SERVICE, choice }
  const { unit, apply } = rateScaleOf(facts.metric, facts.unit)
  const busy = /cpu_(usage_)?seconds/.test(facts.metric)
  const flow: Sketch = busy
    ? { ...base, slug: 'rate', expr: all, title, role: 'utilization', unit: 'none', bad: 'up' }
    : { ...base, slug: 'rate', expr: all + apply, title, role: 'rate', unit, bad: 'both' }
  if (failed === undefined) return [flow]
  const errors: Sketch = {
    ...base,
    slug: 'errors',
    expr: share(`sum $by (${rate(facts.metric, [failed])})`, all),
    title: isServing(facts.metric) ? 'errors' : `${title} failed`,
    role: 'errors',
    unit: 'ratio',
    bad: 'up',
  }
  return [errors, flow]
}

/** Failures counted by themselves: a share where the counter of all attempts is there, else a rate. */
function sketchFailures(
  facts: MetricFacts,
  find: (metric: string) => MetricFacts | undefined,
): Sketch {
  const base = {
    metric: facts.metric,
    title: sayMetric(facts.metric),
    role: 'errors' as const,
    bad: 'up' as const,
    entity: SERVICE,
  }
  const failed = `sum $by (${rate(facts.metric)})`
  const total = totalFor(facts.metric, find)
  if (total === undefined)
    return {
      ...base,
      slug: 'errors',
      expr: failed,
      unit: 'per_second',
      choice: choiceOf(facts, 'fold'),
    }
  const only = sharedLabels(facts.labelSets, total.labelSets)
  return {
    ...base,
    slug: 'errors-share',
    expr: share(failed, `sum $by (${rate(total.metric)})`),
    unit: 'ratio',
    // The total knows every combination, also those that never failed.
    choice: { ...choiceOf(total, 'fold'), only },
  }
}

function totalFor(
  metric: string,
  find: (metric: string) => MetricFacts | undefined,
): MetricFacts | undefined {
  const stem = metric.replace(FAILURE_NAME, '')
  const names = [
    `${stem}_total`,
    `${stem}s_total`,
    `${stem}_requests_total`,
    `${stem}_attempts_total`,
  ]
  return names.map(find).find((facts) => facts !== undefined && facts.metric !== metric)
}
