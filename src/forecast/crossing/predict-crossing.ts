import type { Series } from '../../model/series.ts'
import { answerBreach } from './breach.ts'
import { climatologyOf } from './climatology.ts'
import { askCrossing, type Crossing, type CrossingOptions } from './question.ts'
import { answerExhaustion } from './exhaustion.ts'
import { fillingOf, isSteady } from './filling.ts'

/**
 * Probability that a series reaches a threshold within a horizon, and when. What steadily fills or
 * drains is continued (`exhaustion`); all else is simulated (`ensemble`). Undefined below 24 finite
 * samples, where more than a third of the newest history is missing, and where the horizon is longer
 * than the history and there is neither trend nor pattern.
 */
export function predictCrossing(series: Series, options: CrossingOptions): Crossing | undefined {
  const question = askCrossing(series, options)
  if (!question) return undefined
  if ('settled' in question) {
    const { probability } = question.settled
    return { ...question.settled, reference: probability, model: 'ensemble' }
  }
  const filling = fillingOf(question)
  const answer =
    filling && isSteady(filling) ? answerExhaustion(question, filling) : answerBreach(question)
  return answer && { ...answer, reference: climatologyOf(question) }
}
