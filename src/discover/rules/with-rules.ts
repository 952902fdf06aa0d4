import type { Limit } from '../../model/signal.ts'
import type { Draft } from '../sketch.ts'
import { draftOfRule, type RuleFacts } from './sketch-rule.ts'
import { bareKey, textKey } from './text-key.ts'

/**
 * What is watched anyway together with what the rules ask for. A query that asks the same already
 * takes the rule's threshold; where its metric's meaning sets a limit (full), both stay, the rule in
 * a query of its own: 80 % and 100 % are two questions.
 */
export function withRules(
  drafts: readonly Draft[],
  rules: readonly RuleFacts[],
  maxSeries: number,
): Draft[] {
  const all = [...drafts]
  const places = Map.groupBy(drafts.keys(), (place) => drafts[place]!.query.metric)
  for (const facts of rules) {
    const own = draftOfRule(facts, maxSeries)
    const near = places.get(facts.reading.metric) ?? []
    const isFree = (place: number) => all[place]!.query.limit === undefined
    const place = near.find((one) => isFree(one) && asksTheSame(drafts[one]!, { facts, own }))
    if (place === undefined) all.push(own)
    else all[place] = withLimit(all[place]!, facts.reading.limit)
  }
  return all
}

/** Equal texts; and, while neither folds series together, any way to join a single one. */
function asksTheSame(
  { query, series }: Draft,
  { facts, own }: { facts: RuleFacts; own: Draft },
): boolean {
  if (textKey(query.expr) === textKey(own.query.expr)) return true
  const count = facts.labelSets.length
  if (facts.truncated || series !== count || own.series !== count) return false
  return bareKey(query.expr) === bareKey(`max(${facts.reading.expr})${facts.reading.apply}`)
}

function withLimit(draft: Draft, limit: Limit): Draft {
  return { ...draft, query: { ...draft.query, limit } }
}
