import { clusterInterval } from '../../math/cluster-interval.ts'
import type { ForecastClass, Voice } from '../../model/ledger.ts'
import { excessOf, type SignalSums, withoutAverted } from './sums.ts'

/** Settled statements below which nothing is decided. */
export const LEAST_SCORED = 30
/** Signals below which resampling them says nothing. */
const LEAST_SIGNALS = 5
/** Lost against counting, in squared errors: as much as two alarms that were certain and false. */
const LEAST_LOSS = 2
const LEAST_DEVIATIONS = 3
/** Won against counting: one event that only we foresaw. */
const LEAST_GAIN = 1

/**
 * Whether a class that speaks must fall silent, or one that is silent may speak again; undefined when
 * nothing changes. `all` are the sums of the statements made since the last change. What was averted does
 * not count here: who acts on a prediction must not silence it.
 *
 * It falls silent when its skill is negative and that is neither chance nor trifling: at least 30
 * settled statements; a squared error that exceeds that of the reference by at least 2 in sum, and by
 * three standard deviations of chance; and, where there are five signals or more, an interval of the
 * skill by resampling whole signals (95 %) that lies below zero, so that one odd signal silences
 * nobody. It speaks again when, over at least 30 statements made in silence, its squared error is
 * below that of the reference by at least 1.
 */
export function changeOfVoice(
  known: Voice | undefined,
  all: readonly SignalSums[],
  { class: name, now }: { readonly class: ForecastClass; readonly now: number },
): Voice | undefined {
  const sums = withoutAverted(all)
  const { scored, sum, deviations } = excessOf(sums)
  if (scored < LEAST_SCORED) return undefined
  if (known?.silent)
    return sum <= -LEAST_GAIN ? { class: name, silent: false, since: now } : undefined
  const isWorse = sum >= LEAST_LOSS && deviations >= LEAST_DEVIATIONS
  if (!isWorse || (skillInterval(sums)?.high ?? -1) >= 0) return undefined
  return { class: name, silent: true, since: now }
}

/** 95 % interval of the skill, by resampling signals; undefined for fewer than five. */
export function skillInterval(
  sums: readonly SignalSums[],
): { low: number; high: number } | undefined {
  const scored = sums.filter((one) => one.scored > 0)
  if (scored.length < LEAST_SIGNALS) return undefined
  const ratio = clusterInterval(
    Float64Array.from(scored, ({ brier }) => brier),
    Float64Array.from(scored, ({ reference }) => reference),
  )
  return ratio && { low: 1 - ratio.high, high: 1 - ratio.low }
}
