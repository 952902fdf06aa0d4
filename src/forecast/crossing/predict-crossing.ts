import type { Series } from '../../model/series.ts'
import { answerBreach } from './breach/breach.ts'
import { climatologyOf } from './climatology.ts'
import { comesAndGoes } from './breach/comings.ts'
import {
  type Answer,
  askCrossing,
  type Crossing,
  type CrossingOptions,
  type Question,
} from './question.ts'
import { answerSteady } from './filling/exhaustion.ts'
import { answerExpiry, secondsLeft } from './expiry.ts'
import { answerLeak } from './filling/leak.ts'

/**
 * Probability that a series reaches a threshold within a horizon, and when. What runs out with the
 * clock is a date (`expiry`); what climbs, falls and climbs again is a `leak`; what steadily fills or
 * drains is continued (`exhaustion`); all else is simulated (`ensemble`). Undefined below 24 finite
 * samples, where more than a third of the newest history is missing, and where the horizon is longer
 * than the history and there is neither trend nor pattern.
 */
export function predictCrossing(series: Series, options: CrossingOptions): Crossing | undefined {
  const question = askCrossing(secondsLeft(series, options), options)
  if (!question) return undefined
  if ('settled' in question) {
    const { probability } = question.settled
    return { ...question.settled, reference: probability, model: 'ensemble' }
  }
  const answer =
    answerExpiry(question) ?? answerLeak(question) ?? steadyOf(question) ?? answerBreach(question)
  return answer && { ...answer, reference: climatologyOf(question) }
}

function steadyOf(question: Question): Answer | undefined {
  return comesAndGoes(question) ? undefined : answerSteady(question)
}
