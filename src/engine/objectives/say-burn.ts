import type { Burn } from '../../forecast/budget/judge-burn.ts'
import { formatTime } from '../../incidents/clock-time.ts'
import { sayEntity } from '../../incidents/subject.ts'
import { formatDuration, formatValue } from '../../incidents/units.ts'
import type { Objective } from '../../model/objective.ts'
import type { Signal } from '../../model/signal.ts'

export interface BurnFacts {
  readonly objective: Objective
  readonly signal: Signal
  readonly burn: Burn
  /** Seconds until the budget is gone at this rate; null where that is not in sight. */
  readonly secondsLeft: number | null
  readonly end: number | null
  readonly now: number
}

/**
 * One sentence: `checkout burns its error budget 14.6 times too fast since 09:30 (1.5 % errors over
 * 1 h, 0.1 % allowed by checkout-availability); at this rate it is spent in 2 d`.
 */
export function sayBurn({ objective, signal, burn, secondsLeft, end, now }: BurnFacts): string {
  const verb = end === null ? 'burns' : 'burned'
  const until = end === null ? '' : ` until ${formatTime(end, now)}`
  const ratio = formatValue(burn.ratio, 'ratio')
  const allowed = formatValue(1 - objective.objective, 'ratio')
  const by = objective.service === undefined ? '' : ` by ${objective.name}`
  const left =
    end === null && secondsLeft !== null && secondsLeft > 0
      ? `; at this rate it is spent in ${formatDuration(secondsLeft)}`
      : ''
  return `${sayEntity(signal)} ${verb} its error budget ${times(burn.rate)} too fast since ${formatTime(burn.since, now)}${until} (${ratio} errors over ${formatDuration(burn.rule.long)}, ${allowed} allowed${by})${left}`
}

function times(rate: number): string {
  return `${rate >= 10 ? Math.round(rate) : Number(rate.toFixed(1))} times`
}
