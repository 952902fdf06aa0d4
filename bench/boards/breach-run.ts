import { lookAt } from '../../src/forecast/crossing/breach/breach.ts'
import { predictCrossing } from '../../src/forecast/crossing/predict-crossing.ts'
import type { Crossing } from '../../src/forecast/crossing/question.ts'
import type { View } from '../../src/forecast/crossing/breach/views.ts'
import { createSeries } from '../../src/model/series.ts'
import {
  doubleSmoothing,
  predictLinear,
  seasonalNaive,
  type Baseline,
} from './forecast-baselines.ts'
import type { BreachQuestion } from './breach-questions.ts'

/** A question with the product's answer, and what others would say. */
export interface Answered {
  readonly question: BreachQuestion
  readonly crossing: Crossing
  readonly shares: ReadonlyMap<View, number>
  /** CPU seconds of the product's answer. */
  readonly seconds: number
  readonly others: Readonly<Record<Other, number>>
}

export const OTHERS = [
  'predict_linear[1d]',
  'predict_linear[7d]',
  'double_exponential_smoothing[1d]',
  'the same, its trend drawn on',
  'seasonal naive',
] as const
type Other = (typeof OTHERS)[number]

export function answer(question: BreachQuestion): Answered {
  const { past, step, threshold, horizon } = question
  const series = createSeries(
    {},
    Float64Array.from(past, (_, i) => i * step),
    past,
  )
  const before = process.cpuUsage()
  const crossing = predictCrossing(series, {
    threshold,
    direction: 'up',
    horizonSeconds: horizon * step,
  })
  const { user, system } = process.cpuUsage(before)
  if (!crossing) throw new Error(`${question.set}, ${question.series}: no answer`)
  const { shares } = lookAt({ step, values: past, threshold, steps: horizon, seed: 1 })
  return { question, crossing, shares, seconds: (user + system) / 1e6, others: othersOf(question) }
}

/** Yes or no, as an alert rule says it: 1 or 0. */
function othersOf({ past, step, threshold, horizon }: BreachQuestion): Record<Other, number> {
  const day = Math.round(86_400 / step)
  const path = (baseline: Baseline) => baseline(past, horizon, day)
  const atEnd = (baseline: Baseline) => Number(path(baseline).at(-1)! >= threshold)
  return {
    'predict_linear[1d]': atEnd(predictLinear(day)),
    'predict_linear[7d]': atEnd(predictLinear(7 * day)),
    'double_exponential_smoothing[1d]': atEnd(doubleSmoothing(day, false)),
    'the same, its trend drawn on': atEnd(doubleSmoothing(day, true)),
    'seasonal naive': Number(path(seasonalNaive).some((value) => value >= threshold)),
  }
}
