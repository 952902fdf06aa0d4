import { fnv1a64 } from '../../math/fnv1a.ts'
import type { Limit, Query } from '../../model/signal.ts'
import type { LeftOut } from '../facts.ts'
import { selectedMetrics } from '../selected-metrics.ts'
import { sayFiring, type AlertRuleLike } from './alert-rule.ts'
import { meaningOf } from './meaning.ts'
import { ownerIn } from './owner.ts'
import { peel, round } from './peel.ts'
import { quantityOf } from './quantity.ts'
import { whyNoThreshold, whyNotWatched } from './refusal.ts'
import { parse, plainText, type Part } from './syntax.ts'
import { keyOf } from './text-key.ts'
import { thresholdsOf, type Threshold } from './thresholds.ts'

/** What a rule asks for, ready to be watched once its series are known. */
export interface RuleReading extends Omit<Query, 'id' | 'expr' | 'limit'> {
  /** The left side, without its comparison, as the rule writes it. */
  readonly expr: string
  /** PromQL to append to its result, so that it is in `unit`. */
  readonly apply: string
  readonly limit: Limit
  /** Whose series they are, where every selector says so. */
  readonly owner: readonly [label: string, value: string] | undefined
  /** Tells it apart from other queries of the metric; the same as long as the left side is. */
  readonly slug: string
  /** Every metric that the left side reads. */
  readonly metrics: readonly string[]
  /** The alert, for whoever is told why it is not watched. */
  readonly alert: string
}

/** A rule set of thousands would eat the budget of signals, and takes a question to the server each. */
const MAX_RULES = 200
/** Characters of an expression; longer ones are made by programs. */
const MAX_LENGTH = 8000

/**
 * The thresholds that alerting rules set, each once: of rules over the same left side in the same
 * direction (warning, critical) the one that is reached last counts. A rule that sets none is named
 * with the reason.
 */
export function readRules(rules: readonly AlertRuleLike[]): RulesRead {
  const steps = readRulesInSteps(rules)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

export interface RulesRead {
  readonly readings: RuleReading[]
  readonly leftOut: LeftOut[]
}

/** `readRules`, with a stop after each rule: who calls it may do other work in between. */
export function* readRulesInSteps(
  rules: readonly AlertRuleLike[],
): Generator<undefined, RulesRead> {
  const byLeft = new Map<string, RuleReading>()
  const leftOut: LeftOut[] = []
  for (const rule of rules) {
    const read = readRule(rule)
    if (!Array.isArray(read)) leftOut.push({ metric: nameOf(rule), reason: read.reason })
    else
      for (const one of read) {
        const known = byLeft.get(one.slug)
        if (known !== undefined) byLeft.set(one.slug, moreSevere(known, one))
        else if (byLeft.size < MAX_RULES) byLeft.set(one.slug, one)
        else leftOut.push({ metric: nameOf(rule), reason: `more than ${MAX_RULES} thresholds` })
      }
    yield
  }
  return { readings: [...byLeft.values()], leftOut: unique(leftOut) }
}

/** Whether a query came from a rule and ends with it, whatever its series do. */
export function isOfRule({ id }: Pick<Query, 'id'>): boolean {
  return /:rule-[0-9a-f]{16}$/.test(id)
}

function readRule(rule: AlertRuleLike): RuleReading[] | { readonly reason: string } {
  if (rule.expr.length > MAX_LENGTH)
    return { reason: `its expression is longer than ${MAX_LENGTH} characters` }
  const part = parse(rule.expr)
  if (part === undefined) return { reason: 'its expression is not PromQL as we know it' }
  const thresholds = thresholdsOf(part)
  if (!Array.isArray(thresholds)) return thresholds
  const read = thresholds.map((threshold) => readThreshold(rule, peel(threshold)))
  const found = read.filter((one): one is RuleReading => !('reason' in one))
  return found.length > 0 ? found : (read[0] as { reason: string })
}

function readThreshold(
  rule: AlertRuleLike,
  threshold: Threshold,
): RuleReading | { readonly reason: string } {
  const { left, direction } = threshold
  const expr = plainText(left)
  const metrics = selectedMetrics(expr)
  const meaning = meaningOf(threshold, metrics)
  const reason = whyNotWatched(left, metrics) ?? whyNoThreshold(threshold, meaning.unit)
  if (reason !== undefined) return { reason }
  const { factor } = quantityOf(left)
  return {
    ...meaning,
    expr,
    apply: sayFactor(factor),
    limit: {
      value: round(threshold.value * factor),
      direction,
      means: sayFiring(rule),
      source: 'rule',
    },
    owner: ownerIn(left, meaning.entityLabels),
    slug: slugOf(left, direction),
    metrics,
    alert: nameOf(rule),
  }
}

function sayFactor(factor: number): string {
  if (factor === 1) return ''
  return factor < 1 ? ` / ${round(1 / factor)}` : ` * ${round(factor)}`
}

function slugOf(left: Part, direction: Limit['direction']): string {
  return `rule-${fnv1a64(`${direction}\u0000${keyOf(left)}`)}`
}

/** The one that is reached last: who set 80 % for a warning and 95 % for a page fears the 95 %. */
function moreSevere(a: RuleReading, b: RuleReading): RuleReading {
  const sign = a.limit.direction === 'up' ? 1 : -1
  return sign * (b.limit.value - a.limit.value) > 0 ? b : a
}

function nameOf({ name }: AlertRuleLike): string {
  return `alert ${name}`
}

function unique(leftOut: readonly LeftOut[]): LeftOut[] {
  return [...new Map(leftOut.map((one) => [`${one.metric}\u0000${one.reason}`, one])).values()]
}
