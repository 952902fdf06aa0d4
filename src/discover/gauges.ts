import type { Unit } from '../model/signal.ts'
import { SERVICE } from './entity.ts'
import type { MetricFacts } from './facts.ts'
import { select } from './promql.ts'
import { choiceOf, type Sketch } from './sketch.ts'
import { scaleOf } from './unit.ts'
import { sayGauge } from './words.ts'

const EXPIRY = /(expir|not_after|valid_until)/
/** A certificate's end by the name that it has in the certificate: always a moment. */
const NOT_AFTER = /(^|_)not_after$/
/** Time that is left, not the moment at which it ends. */
const LASTS_FOR = /expir\w*_in(_|$)|(until|before|to)_expir|expir\w*_(left|remaining)/
const MOMENT = /_(timestamp|time)(_seconds)?$|_timestamp_|_epoch(_seconds)?$|_since_epoch/
const LAST_GOOD = /last_.*(success|complete|run|finish)/
const ALIVE =
  /(^|_)(up|healthy|ready|alive|available|connected|leader|reachable|reload_successful)$/
/** `messages_ready` are those that wait, not whether somebody is ready. */
const COUNTED =
  /(^|_)(messages|jobs|tasks|items|events|records|connections|requests|workers|slots)_/
export const WAITING =
  /(^|_)(queue|queued|backlog|pending|waiting|inflight|in_flight|in_progress|lag|behind|delayed|unacked|saturation|overflow)(_|$)/
export const FAILING = /_(errors?|failures?|failed|unhealthy|unavailable|offline|degraded)$/
const LASTING = /_(duration|latency|response_time|elapsed|age|delay)(_|$)/
const USED_SHARE = /(utili[sz]ation|usage|used|usage_pct|busy|load)_(ratio|percent|pct)$/
/** Names of what is left of something. */
export const FREE = /(^|_)(free|avail|available|remaining|left|idle)(_|$)/i
const FREE_BYTES = /_(free|avail|available|remaining|left)_bytes$/
const CONSTANT =
  /(^|_)(limit|limits|capacity|threshold|quota|maximum|configured|config)(_|$)|_max_[a-z]+$/

type Meaning = Pick<Sketch, 'role' | 'unit' | 'bad' | 'limit'>

/** How a plain gauge is watched, or why it is not. */
export function sketchGauge(facts: MetricFacts): Sketch | { readonly reason: string } {
  const { metric } = facts
  const scale = scaleOf(metric, facts.unit)
  const choice = choiceOf(facts, 'auto')
  const base = { metric, slug: 'level', title: sayGauge(metric), entity: SERVICE, choice }
  const isLeft = LASTS_FOR.test(metric) && scale?.unit === 'seconds'
  const isMoment = scale?.unit === 'seconds' || MOMENT.test(metric) || NOT_AFTER.test(metric)
  if (EXPIRY.test(metric) && (isLeft || isMoment))
    return {
      ...base,
      slug: 'left',
      expr: `min $by (${select(metric)})${isLeft ? scale.apply : ' - time()'}`,
      role: 'headroom',
      unit: 'seconds',
      bad: 'down',
      limit: { value: 0, direction: 'down', means: 'expired' },
    }
  if (MOMENT.test(metric)) {
    if (!LAST_GOOD.test(metric)) return { reason: 'a moment in time, not a level' }
    const expr = `time() - max $by (${select(metric)})`
    return { ...base, slug: 'age', expr, role: 'level', unit: 'seconds', bad: 'up' }
  }
  if (CONSTANT.test(metric)) return { reason: 'a configured constant' }
  const meaning = meaningOf(metric, scale?.unit ?? 'none')
  return {
    ...base,
    expr: `${joinerFor(meaning)} $by (${select(metric)})${scale?.apply ?? ''}`,
    ...meaning,
  }
}

function meaningOf(metric: string, unit: Unit): Meaning {
  if (ALIVE.test(metric) && !COUNTED.test(metric) && unit === 'none')
    return { role: 'availability', unit: 'ratio', bad: 'down' }
  if (FREE_BYTES.test(metric))
    return {
      role: 'headroom',
      unit: 'bytes',
      bad: 'down',
      limit: { value: 0, direction: 'down', means: 'empty' },
    }
  if (USED_SHARE.test(metric))
    return {
      role: 'utilization',
      unit,
      bad: 'up',
      limit: { value: unit === 'percent' ? 100 : 1, direction: 'up', means: 'full' },
    }
  if (unit === 'seconds' && (LASTING.test(metric) || metric.endsWith('_seconds_max')))
    return { role: 'duration', unit, bad: 'up' }
  const counted = unit === 'none' ? 'count' : unit
  if (WAITING.test(metric)) return { role: 'saturation', unit: counted, bad: 'up' }
  if (FAILING.test(metric)) return { role: 'errors', unit: counted, bad: 'up' }
  return { role: 'level', unit, bad: 'both' }
}

/**
 * How series that are folded together are joined: what is counted adds up; of what is left the
 * least, of time and use the most matters; the mean of levels does not move when a replica is added.
 */
function joinerFor({ role, unit }: Meaning): string {
  if (role === 'headroom') return 'min'
  if (role === 'duration' || role === 'utilization') return 'max'
  if (unit === 'count') return 'sum'
  return 'avg'
}
