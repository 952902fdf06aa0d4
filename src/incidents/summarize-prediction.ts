import type { BreachSeconds } from '../model/prediction.ts'
import type { Signal } from '../model/signal.ts'
import { formatBetween, formatTime } from './clock-time.ts'
import { saySignal, sayStore } from './subject.ts'
import { formatDuration, formatValue } from './units.ts'

/** What a sentence about a prediction is made of. `now`: unix seconds at which it is made. */
export interface PredictionFacts {
  readonly signal: Signal
  readonly threshold: number
  readonly direction: 'up' | 'down'
  readonly horizon_seconds: number
  readonly probability: number
  readonly breach_seconds: BreachSeconds
  readonly now: number
}

/** One sentence: what will happen to whom, between when and when, and how sure we are. */
export function summarizePrediction(facts: PredictionFacts): string {
  return `${sayOutcome(facts)} ${sayMoment(facts)} (${sayProbability(facts.probability)})`
}

function sayOutcome({ signal, threshold, direction, probability }: PredictionFacts): string {
  const { limit } = signal
  const will = sayWill(probability)
  const isLimit = limit?.value === threshold && limit.direction === direction
  if (isLimit && limit.source !== 'rule') return `${sayStore(signal)} ${will} be ${limit.means}`
  const verb = direction === 'up' ? 'rise above' : 'fall below'
  const alert = isLimit ? ` (alert ${alertIn(limit.means)})` : ''
  return `${saySignal(signal)} ${will} ${verb} ${formatValue(threshold, signal.unit)}${alert}`
}

/** `HighLatency fires after 10 min`: what fires. That it will, nobody said: it may need to hold. */
function alertIn(means: string): string {
  return means.replace(/ fires( after .*)?$/, '')
}

/** The words must not be surer than the number beside them. */
function sayWill(probability: number): string {
  if (probability >= 0.8) return 'will'
  return probability >= 0.5 ? 'will probably' : 'may'
}

function sayMoment({ breach_seconds: { p10, p50, p90 }, horizon_seconds, now }: PredictionFacts) {
  if (p10 === null) return `within ${formatDuration(horizon_seconds)}`
  if (p90 === null) {
    const most = p50 === null ? '' : `, most likely around ${formatTime(now + p50, now)}`
    return `after ${formatTime(now + p10, now)}${most}`
  }
  if (p90 - p10 < 60) return `at ${formatTime(now + (p50 ?? p10), now)}`
  return formatBetween(now + p10, now + p90, now)
}

/** Whole percent; never 0 or 100, which nobody can know. */
function sayProbability(probability: number): string {
  return `${Math.min(99, Math.max(1, Math.round(probability * 100)))} %`
}
