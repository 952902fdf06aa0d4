import { SERVICE } from './entity.ts'
import type { MetricFacts } from './facts.ts'
import { select } from './promql.ts'
import { choiceOf, sharedLabels, type Sketch } from './sketch.ts'
import { sayMetric } from './words.ts'

/** How a part is named, and what its whole may be called with the same beginning. */
const PAIRS = [
  {
    part: /_(free|avail|available)(_bytes)?$/,
    wholes: ['size', 'total', 'capacity', 'max', 'limit'],
    free: true,
  },
  {
    part: /_(used|usage|allocated|current|active|in_use|open)(_bytes)?$/,
    wholes: ['size', 'total', 'capacity', 'max', 'limit', 'maximum', 'quota'],
    free: false,
  },
] as const

/** Whole named with its limit in the middle: `x_connections` of `x_max_connections`. */
const LIMITABLE = /^(.*_)?(connections|threads|workers|sessions|fds|files|clients|slots)$/

export interface Pair {
  readonly sketch: Sketch
  readonly whole: string
}

/** A gauge that has its limit beside it is watched as a share of it: full is 1. */
export function findPair(
  facts: MetricFacts,
  find: (metric: string) => MetricFacts | undefined,
): Pair | undefined {
  for (const { name, free } of wholesOf(facts.metric)) {
    const whole = find(name)
    // A counter beside a gauge (`x_used`, `x_total`) counts events and is no limit.
    if (whole === undefined || whole.type === 'counter' || name === facts.metric) continue
    return { sketch: sketchShare(facts, whole, free), whole: name }
  }
  return undefined
}

function wholesOf(metric: string): { name: string; free: boolean }[] {
  const names: { name: string; free: boolean }[] = []
  for (const { part, wholes, free } of PAIRS) {
    const found = part.exec(metric)
    if (found === null) continue
    const stem = metric.slice(0, found.index)
    const unit = found[2] ?? ''
    for (const whole of wholes)
      names.push(
        { name: `${stem}_${whole}${unit}`, free },
        { name: `${stem}${unit}_${whole}`, free },
      )
  }
  const limitable = LIMITABLE.exec(metric)
  if (limitable !== null) {
    const [, before = '', noun = ''] = limitable
    names.push(
      { name: `${before}max_${noun}`, free: false },
      { name: `${metric}_max`, free: false },
    )
    names.push({ name: `${metric}_limit`, free: false })
  }
  return names
}

function sketchShare(facts: MetricFacts, whole: MetricFacts, free: boolean): Sketch {
  const ratio = `sum $by (${select(facts.metric)}) / (sum $by (${select(whole.metric)}) > 0)`
  return {
    metric: facts.metric,
    slug: 'used',
    expr: free ? `1 - ${ratio}` : ratio,
    title: `${sayMetric(facts.metric.replace(/_(free|avail|available)(?=_|$)/, ''))} used`.replace(
      /used used$/,
      'used',
    ),
    role: 'utilization',
    unit: 'ratio',
    bad: 'up',
    limit: { value: 1, direction: 'up', means: 'full' },
    entity: SERVICE,
    choice: {
      ...choiceOf(facts, 'auto'),
      only: sharedLabels(facts.labelSets, whole.labelSets),
    },
  }
}
