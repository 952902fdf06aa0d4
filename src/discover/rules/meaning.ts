import type { Query, Unit } from '../../model/signal.ts'
import { recipesFor } from '../catalogue/catalogue.ts'
import { SERVICE } from '../entity.ts'
import { stemOf } from '../facts.ts'
import { isServing, sayGauge, sayMetric } from '../words.ts'
import { FAILURE_NAME } from '../counters.ts'
import { FAILING, FREE, WAITING } from '../gauges.ts'
import { constantOf } from './constant.ts'
import { quantityOf } from './quantity.ts'
import { isCountdown } from './refusal.ts'
import { binaryOf, callOf, nodesIn, textOf, unwrap, type Part } from './syntax.ts'
import type { Threshold } from './thresholds.ts'

export type Meaning = Pick<Query, 'title' | 'role' | 'unit' | 'bad' | 'entityLabels' | 'metric'>

/** What a rule's left side tells people, as far as names and arithmetic say. */
export function meaningOf(threshold: Threshold, metrics: readonly string[]): Meaning {
  const { left, direction, value } = threshold
  const main = metrics[0] ?? ''
  const { unit: measured } = quantityOf(left)
  // What may exceed the whole (load per CPU, use of what was requested) is no share.
  const isBeyond = value > (measured === 'percent' ? 100 : 1)
  const isShare = measured === 'ratio' || measured === 'percent'
  const unit = countedUnit(isShare && isBeyond ? 'none' : measured, main)
  const one: Reading = { left, direction, unit, metrics, quantile: quantileIn(left) }
  return {
    metric: stemOf(main),
    ...(knownMeaning(one) ?? { title: titleOf(one), role: roleOf(one) }),
    unit,
    bad: direction,
    entityLabels: recipesFor(main)[0]?.entity ?? recipesFor(stemOf(main))[0]?.entity ?? SERVICE,
  }
}

/** As for other gauges: what waits or has failed is counted. */
function countedUnit(unit: Unit, metric: string): Unit {
  return unit === 'none' && (WAITING.test(metric) || FAILING.test(metric)) ? 'count' : unit
}

interface Reading extends Pick<Meaning, 'unit'> {
  readonly left: Part
  readonly direction: 'up' | 'down'
  readonly metrics: readonly string[]
  /** `p99` of a quantile of a histogram. */
  readonly quantile: string | undefined
}

/** What the catalogue calls the same thing of the same metric. */
function knownMeaning({ left, direction, unit, metrics, quantile }: Reading) {
  const main = metrics[0] ?? ''
  const isShare = unit === 'ratio' || unit === 'percent'
  const isRatio = binaryOf(unwrap(left))?.operator === '/'
  if (quantile !== undefined || (isRatio && !isShare) || tellsFailures(left, main)) return undefined
  const text = textOf(left)
  const known = recipesFor(main).find(
    ({ unit: own, bad, where = [] }) =>
      own === (isShare ? 'ratio' : unit) &&
      (bad === direction || bad === 'both') &&
      where.every(([, operator, value]) => operator !== '=' || text.includes(value)),
  )
  return known && { title: known.title, role: known.role }
}

function roleOf({ left, direction, unit, metrics, quantile }: Reading): Query['role'] {
  const main = metrics[0] ?? ''
  if (isCountdown(left)) return 'headroom'
  const isShare = unit === 'ratio' || unit === 'percent'
  if (direction === 'up' && tellsFailures(left, main)) return 'errors'
  if (direction === 'down' && (unit === 'seconds' || FREE.test(main))) return 'headroom'
  if (quantile !== undefined || (unit === 'seconds' && !WAITING.test(main))) return 'duration'
  if (WAITING.test(main)) return 'saturation'
  if (isShare) return direction === 'up' ? 'utilization' : 'level'
  return unit === 'per_second' || unit === 'bytes_per_second' ? 'rate' : 'level'
}

/** By its name, or because the first thing selected is the failed part of something. */
function tellsFailures(left: Part, main: string): boolean {
  if (FAILURE_NAME.test(main) || FAILING.test(main) || FAILED_WORD.test(main)) return true
  if (main.includes(':')) return /error|fail/.test(main)
  for (const part of nodesIn(left))
    if (part.node.name === 'LabelMatchers') return FAILED.test(textOf(part))
  return false
}

const FAILED_WORD = /(^|_)(errors?|errs|failed|failures?|drop|dropped|rejected|timeouts?)(_|$)/
const FAILED =
  /=~?\s*["'`](\(\?i\))?(\^?\(?)(5(\.|\\d|\[0-9\]|x|0\d)|[^"'`]*(error|fail|exception))/i

function titleOf({ left, metrics, quantile, unit }: Reading): string {
  const [main = '', other] = metrics
  const stem = stemOf(main)
  if (quantile !== undefined)
    return isServing(stem) && unit === 'seconds'
      ? `${quantile} latency`
      : `${quantile} ${sayMetric(stem)}`
  if (isCountdown(left)) return `${sayMetric(main)} left`
  const binary = binaryOf(unwrap(left))
  if (binary?.operator === '/' && constantOf(binary.right) === undefined) {
    if (tellsFailures(left, main)) return sayFailures(main)
    if (unit === 'seconds') return isServing(stem) ? 'mean latency' : `mean ${sayMetric(main)}`
    if (other !== undefined) return sayShare(main, other)
  }
  if (unit === 'per_second') return isServing(main) ? 'requests' : sayMetric(main)
  return unit === 'bytes_per_second' || main.endsWith('_total') ? sayMetric(main) : sayGauge(main)
}

function sayFailures(main: string): string {
  if (isServing(main)) return 'errors'
  return FAILED_WORD.test(main) ? `${sayMetric(main)} share` : `${sayMetric(main)} failed`
}

/** `node_filesystem_avail_bytes / node_filesystem_size_bytes`: `node filesystem avail of size`. */
function sayShare(part: string, whole: string): string {
  const words = sayMetric(whole).split(' ')
  const own = sayMetric(part).split(' ')
  const shared = words.findIndex((word, i) => word !== own[i])
  return `${own.join(' ')} of ${shared < 0 ? 'all' : words.slice(shared).join(' ')}`
}

function quantileIn(left: Part): string | undefined {
  for (const part of nodesIn(left)) {
    const call = callOf(part)
    const q =
      call?.name === 'histogram_quantile' && call.args[0] ? constantOf(call.args[0]) : undefined
    if (q !== undefined) return `p${Number((q * 100).toPrecision(6))}`
  }
  return undefined
}
