import type { Limit, Query } from '../../model/signal.ts'
import type { LabelChoice } from '../labels.ts'
import type { Matcher } from '../promql.ts'

/** How to watch one metric of a well-known exporter. */
export interface Recipe {
  /** The metric whose label sets decide the labels kept. Histograms and summaries by their stem. */
  readonly metric: string
  /** Other metrics that the expression reads; without them the recipe does not apply. */
  readonly needs?: readonly string[]
  readonly title: string
  readonly role: Query['role']
  readonly unit: Query['unit']
  readonly bad: Query['bad']
  readonly limit?: Limit
  /**
   * PromQL; `$by` stands for the grouping, `$where` for the matchers in braces, `$rate(m)` for the
   * rate of `m` under those matchers.
   */
  readonly expr: string
  readonly where?: readonly Matcher[]
  /** Only these labels are kept. */
  readonly keep: readonly string[]
  readonly entity: readonly string[]
  readonly instance?: LabelChoice['instance']
}

/** What the recipes of one exporter have in common. */
export type Common = Pick<Recipe, 'keep' | 'entity'> & Partial<Recipe>

/** The short way to write a recipe: metric, title, what it means, expression, and what differs. */
export function recipes(
  common: Common,
  entries: readonly (readonly [
    metric: string,
    title: string,
    meaning: Meaning,
    expr: string,
    more?: Partial<Recipe>,
  ])[],
): Recipe[] {
  return entries.map(([metric, title, [role, unit, bad], expr, more]) => ({
    ...common,
    metric,
    title,
    role,
    unit,
    bad,
    expr,
    ...more,
  }))
}

type Meaning = readonly [role: Query['role'], unit: Query['unit'], bad: Query['bad']]

export const ALIVE: Meaning = ['availability', 'ratio', 'down']
export const SHARE_FAILED: Meaning = ['errors', 'ratio', 'up']
export const FAILURES: Meaning = ['errors', 'per_second', 'up']
export const FAILED_NOW: Meaning = ['errors', 'count', 'up']
export const TAKES: Meaning = ['duration', 'seconds', 'up']
export const USED: Meaning = ['utilization', 'ratio', 'up']
export const WAITING: Meaning = ['saturation', 'count', 'up']
export const PRESSURE: Meaning = ['saturation', 'ratio', 'up']
export const BEHIND: Meaning = ['saturation', 'seconds', 'up']
export const LEFT_SECONDS: Meaning = ['headroom', 'seconds', 'down']
export const LEFT_BYTES: Meaning = ['headroom', 'bytes', 'down']
export const TRAFFIC: Meaning = ['rate', 'per_second', 'both']
export const BYTES_FLOW: Meaning = ['rate', 'bytes_per_second', 'both']
export const LEVEL: Meaning = ['level', 'count', 'both']
export const BYTES_HELD: Meaning = ['level', 'bytes', 'up']

/** A share that must not reach 1. */
export const whole = (means: string): Partial<Recipe> => ({
  limit: { value: 1, direction: 'up', means },
})

/** An amount that must not reach 0. */
export const nothingLeft = (means: string): Partial<Recipe> => ({
  limit: { value: 0, direction: 'down', means },
})
