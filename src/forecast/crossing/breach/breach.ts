import type { Series } from '../../../model/series.ts'
import { binned, binSize } from '../../bins.ts'
import { seasonsOf, stepsPerDay } from '../../seasons.ts'
import { climatologyOf } from '../climatology.ts'
import {
  type Answer,
  askCrossing,
  breachSeconds,
  type CrossingOptions,
  type Question,
} from '../question.ts'
import { stacked } from './stack.ts'
import { type Views, viewsOf } from './views.ts'

/** Simulations run over every bin: bounds their number and their length. */
const MAXIMUM_BINS = 1500
const MAXIMUM_STEPS = 60
const MINIMUM_BINS = 24

/**
 * Probability that a series which comes and goes (load, latency, a pool) reaches a threshold, and
 * when: several ways to look into the future, weighed by how they did on public series (see `stack`).
 */
export function breachOf(series: Series, options: CrossingOptions): Answer | undefined {
  const question = askCrossing(series, options)
  if (!question) return undefined
  return 'settled' in question ? { ...question.settled, model: 'ensemble' } : answerBreach(question)
}

/** Undefined where the horizon is longer than the history and there is no pattern to simulate. */
export function answerBreach(question: Question): Answer | undefined {
  const { step, steps, crossings, shares } = lookAt(question)
  const probability = stacked(shares)
  if (probability === undefined) return undefined
  // Where no future drawn crosses, no time is likelier than another.
  const times = crossings.length > 0 ? crossings : Array.from({ length: steps }, (_, i) => i + 1)
  const seconds = Float64Array.from(times, (time) => time * step).sort()
  return { probability, breach_seconds: breachSeconds(probability, seconds), model: 'ensemble' }
}

interface Look extends Views {
  /** Seconds of a bin, and bins of the horizon. */
  readonly step: number
  readonly steps: number
}

/** The question on bins coarse enough to be looked at. */
export function lookAt(question: Question): Look {
  const { values, threshold } = question
  const least = Math.max(values.length / MAXIMUM_BINS, question.steps / MAXIMUM_STEPS)
  const most = Math.floor(values.length / MINIMUM_BINS)
  const size = Math.min(most, binSize(least, stepsPerDay(question.step)))
  const step = question.step * size
  const bins = binned(values, size, 'highest')
  const steps = Math.ceil(question.steps / size)
  const day = stepsPerDay(step)
  const asked = { values: bins, threshold, steps, seasons: seasonsOf(bins, step), day }
  return { ...viewsOf(asked, climatologyOf(question), question.seed), step, steps }
}
