import type { Labels } from '../../model/series.ts'
import { draftOf, type Draft } from '../sketch.ts'
import { labelName } from '../promql.ts'
import type { RuleReading } from './read-rules.ts'

/** A rule's reading, and the label sets that its expression has had lately. */
export interface RuleFacts {
  readonly reading: RuleReading
  readonly labelSets: readonly Labels[]
  /** There were more label sets than these. */
  readonly truncated: boolean
}

/**
 * The query of a rule. Where labels are folded away (pods) the worst series speaks for all: some
 * series is above the threshold exactly when the largest is.
 */
export function draftOfRule(
  { reading, labelSets, truncated }: RuleFacts,
  maxSeries: number,
): Draft {
  const { expr, apply, entityLabels, owner, limit, ...rest } = reading
  const worst = limit.direction === 'up' ? 'max' : 'min'
  const whole = `${worst} $by (${expr})${apply}`
  const isNameless = !labelSets.some((labels) => entityLabels.some((label) => labels[label]))
  return draftOf(
    {
      ...rest,
      limit,
      expr: isNameless && owner !== undefined ? named(whole, owner) : whole,
      entity: entityLabels,
      choice: { labelSets, truncated, instance: 'auto' },
    },
    maxSeries,
  )
}

/** A sum over one service's series has lost the service's name: it is put back. */
function named(expr: string, [label, value]: readonly [label: string, value: string]): string {
  const name = JSON.stringify(labelName(label))
  return `label_replace(${expr}, ${name}, ${JSON.stringify(value.replaceAll('$', '$$$$'))}, "", "")`
}
