import type { Series } from '../../model/series.ts'
import { binned, binSize } from '../bins.ts'
import {
  type Answer,
  askCrossing,
  breachSeconds,
  type CrossingOptions,
  type Question,
} from './question.ts'
import { rehearsed, remembered, simulated, type Futures } from './futures.ts'
import { seasonsOf, stepsPerDay } from '../seasons.ts'

/** Simulations run over every bin: bounds their number and their length. */
const MAXIMUM_BINS = 1500
const MAXIMUM_STEPS = 60
const MINIMUM_BINS = 24

/**
 * Probability that a series which comes and goes (load, latency, a pool) reaches a threshold, and
 * when. Mean, in log odds, of three kinds of futures: simulated paths of a seasonal autoregression,
 * what followed in the past, and how "as yesterday" went wrong in the past.
 */
export function breachOf(series: Series, options: CrossingOptions): Answer | undefined {
  const question = askCrossing(series, options)
  if (!question) return undefined
  return 'settled' in question ? { ...question.settled, model: 'ensemble' } : answerBreach(question)
}

/** Undefined where the horizon is longer than the history and there is no pattern to simulate. */
export function answerBreach({ values, threshold, ...question }: Question): Answer | undefined {
  const least = Math.max(values.length / MAXIMUM_BINS, question.steps / MAXIMUM_STEPS)
  const most = Math.floor(values.length / MINIMUM_BINS)
  const size = Math.min(most, binSize(least, stepsPerDay(question.step)))
  const step = question.step * size
  const bins = binned(values, size, 'highest')
  const steps = Math.ceil(question.steps / size)
  const futureQuestion = { values: bins, threshold, steps, seasons: seasonsOf(bins, step) }
  const kinds = [
    simulated(futureQuestion, question.seed),
    remembered(futureQuestion),
    rehearsed(futureQuestion),
  ].filter(({ drawn }) => drawn > 0)
  if (kinds.length === 0) return undefined
  const probability = meanInLogOdds(kinds.map(shareCrossing))
  return {
    probability,
    breach_seconds: breachSeconds(probability, timesOf(kinds, step)),
    model: 'ensemble',
  }
}

/** Half a future on either side, so that few drawn futures never mean certainty. */
function shareCrossing({ drawn, crossings }: Futures): number {
  const share = (crossings.length + 0.5) / (drawn + 1)
  return Math.min(0.995, Math.max(0.005, share))
}

function meanInLogOdds(shares: readonly number[]): number {
  const odds = shares.reduce((sum, share) => sum + Math.log(share / (1 - share)), 0)
  return 1 / (1 + Math.exp(-odds / shares.length))
}

function timesOf(kinds: readonly Futures[], step: number): Float64Array {
  return Float64Array.from(
    kinds.flatMap(({ crossings }) => crossings),
    (steps) => steps * step,
  ).sort()
}
