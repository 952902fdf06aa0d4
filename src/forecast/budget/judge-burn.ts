import { binomialTail } from '../../math/binomial-tail.ts'
import { BURN_RULES, ratioToSpeak, type BurnRule } from './burn-rules.ts'
import { ratioOf, sumOfNewest, type Counts, type Events } from './counts.ts'

/** What is promised: the share of good events, over how many seconds. */
export interface Promised {
  readonly objective: number
  readonly windowSeconds: number
}

export interface Burn {
  readonly rule: BurnRule
  /** How many times faster than the budget allows, over the long window. */
  readonly rate: number
  readonly ratio: number
  readonly events: Events
  /** P(so many errors, if the objective were just kept). */
  readonly pValue: number
  /** Unix seconds since when it burns. */
  readonly since: number
}

/** Fewer errors can be one client that tries again: they are no evidence against the service. */
const LEAST_ERRORS = 5
const YEAR = 365 * 86_400

/**
 * The most urgent rule by which the budget burns too fast now; undefined when none speaks. Both
 * windows of a rule must reach its ratio. So that one error of three requests is no alert, the long
 * window must hold at least five errors, so many that a service that just keeps its objective
 * would show them in at most one such window a year (exact binomial test). `counts`: at most five
 * minutes a stretch, of up to three days; windows that reach beyond them are judged by what is there
 * once half of it is.
 */
export function judgeBurn(counts: Counts, promised: Promised): Burn | undefined {
  for (const rule of BURN_RULES) {
    const burn = burnOf(rule, counts, promised)
    if (burn) return burn
  }
  return undefined
}

/** Burn rates over every window of the rules, by seconds: for a gauge. NaN without events. */
export function burnRates(counts: Counts, { objective }: Promised): Map<number, number> {
  const windows = new Set(BURN_RULES.flatMap(({ short, long }) => [short, long]))
  return new Map(
    [...windows]
      .sort((a, b) => a - b)
      .map((seconds) => {
        const { errors, total } = sumOfNewest(counts, seconds / counts.step)
        return [seconds, errors / total / (1 - objective)]
      }),
  )
}

function burnOf(rule: BurnRule, counts: Counts, promised: Promised): Burn | undefined {
  const { step, total } = counts
  if (total.length * step < rule.long / 2) return undefined
  const bar = ratioToSpeak(rule, promised)
  const events = sumOfNewest(counts, rule.long / step)
  const recent = sumOfNewest(counts, rule.short / step)
  const ratio = ratioOf(events)
  if (events.errors < LEAST_ERRORS || ratio < bar || ratioOf(recent) < bar) return undefined
  const allowed = 1 - promised.objective
  const pValue = binomialTail(events.errors, events.total, allowed)
  if (pValue > rule.long / YEAR) return undefined
  return {
    rule,
    rate: ratio / allowed,
    ratio,
    events,
    pValue,
    since: burningSince(counts, bar / 2),
  }
}

/**
 * Unix seconds since when there are more errors than `ratio` allows: the start of the stretch that
 * has the most of them beyond it and lasts until now (the maximum of Page's cumulative sum, 1954).
 */
export function burningSince({ step, end, errors, total }: Counts, ratio: number): number {
  let sum = 0
  let most = 0
  let since = total.length
  for (let i = total.length - 1; i >= 0; i--) {
    if (total[i]! > 0) sum += (errors[i]! || 0) - ratio * total[i]!
    if (sum <= most) continue
    most = sum
    since = i
  }
  return end - (total.length - since) * step
}
