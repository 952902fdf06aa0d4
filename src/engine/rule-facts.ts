import type { LeftOut } from '../discover/facts.ts'
import { readRulesInSteps, type RuleReading } from '../discover/rules/read-rules.ts'
import type { RuleFacts } from '../discover/rules/sketch-rule.ts'
import { RootOpsError } from '../errors.ts'
import type { Labels } from '../model/series.ts'
import type { MetricsSource } from '../sources/source.ts'
import { inTurns } from './in-turns.ts'

type AskedSource = Pick<MetricsSource, 'query' | 'alertRules'>

export interface RuleFactsOptions {
  /** Why the options leave a metric out; undefined when they do not. */
  readonly whyNot: (metric: string) => string | undefined
  /** Label sets read of one expression. */
  readonly maxLabelSets: number
  /** Unix seconds. */
  readonly now: number
}

/** The step of the look back: fine enough to meet a comparison inside that holds for some minutes. */
const LOOK_BACK = '[1h:5m]'

/**
 * The thresholds of the source's alerting rules, with the series that each is about: one question a
 * threshold (`readRulesInSteps` bounds their number), two where it has no series just now. The server asks
 * itself the same many times an hour. Throws SOURCE_UNAVAILABLE.
 */
export async function ruleFactsOf(
  source: AskedSource,
  options: RuleFactsOptions,
): Promise<{ rules: RuleFacts[]; leftOut: LeftOut[] }> {
  const told = (await source.alertRules?.()) ?? []
  const { readings, leftOut } = await inTurns(readRulesInSteps(told))
  const answers = await Promise.all(readings.map((reading) => factsOf(source, reading, options)))
  const rules = answers.filter((answer): answer is RuleFacts => !('reason' in answer))
  const refused = answers.filter((answer): answer is LeftOut => 'reason' in answer)
  return { rules, leftOut: [...leftOut, ...refused] }
}

async function factsOf(
  source: AskedSource,
  reading: RuleReading,
  { whyNot, maxLabelSets, now }: RuleFactsOptions,
): Promise<RuleFacts | LeftOut> {
  const unwanted = reading.metrics.map(whyNot).find((reason) => reason !== undefined)
  if (unwanted !== undefined) return { metric: reading.alert, reason: unwanted }
  const asked = await labelSetsOf(source, reading.expr, now)
  if (typeof asked === 'string') return { metric: reading.alert, reason: asked }
  return {
    reading,
    labelSets: asked.slice(0, maxLabelSets),
    truncated: asked.length > maxLabelSets,
  }
}

/** The label sets of an expression's series, or why there are none. */
async function labelSetsOf(
  source: AskedSource,
  expr: string,
  now: number,
): Promise<readonly Labels[] | string> {
  try {
    const { series } = await source.query(expr, now)
    if (series.length > 0) return series.map(({ labels }) => labels)
    const lately = await source.query(`last_over_time((${expr})${LOOK_BACK})`, now)
    return lately.series.length > 0
      ? lately.series.map(({ labels }) => labels)
      : 'what it compares has no series in the time looked at'
  } catch (error) {
    if (!(error instanceof RootOpsError) || error.code === 'SOURCE_UNAVAILABLE') throw error
    return `the source refuses what it compares: ${error.message}`
  }
}
