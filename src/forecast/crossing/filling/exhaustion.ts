import type { Series } from '../../../model/series.ts'
import { answerBreach } from '../breach/breach.ts'
import { continued } from './continuation.ts'
import { type Falls, NO_FALLS } from './falls.ts'
import { fillingOf, isSteady, type Filling } from './filling.ts'
import {
  type Answer,
  askCrossing,
  breachSeconds,
  type CrossingOptions,
  type Question,
} from '../question.ts'

/**
 * Probability that something that fills or drains (disk, inodes, memory, descriptors) reaches its
 * limit, and when: the trend of the newest regime goes on with increments like its own, and with
 * deviations from the trend like those of the past. Teeth (rotation, garbage collection) are
 * averaged out; a trend that is not certain is taken for none.
 */
export function exhaustionOf(series: Series, options: CrossingOptions): Answer | undefined {
  const question = askCrossing(series, options)
  if (!question) return undefined
  if ('settled' in question) return { ...question.settled, model: 'exhaustion' }
  const filling = fillingOf(question)
  if (filling) return answerExhaustion(question, filling)
  const answer = answerBreach(question)
  return answer && { ...answer, model: 'exhaustion' }
}

/** Undefined for what does not steadily fill. */
export function answerSteady(question: Question): Answer | undefined {
  const filling = fillingOf(question)
  return filling && isSteady(filling, question) ? answerExhaustion(question, filling) : undefined
}

/** Simulations run over bins: bounds their number and their length. */
const MAXIMUM_BINS = 1500
const MAXIMUM_STEPS = 240

/** With `falls`: where the climb may fall, as in earlier lives. */
export function answerExhaustion(
  question: Question,
  filling: Filling,
  falls: Falls = NO_FALLS,
): Answer {
  const { length } = filling.values
  const least = Math.max(length / MAXIMUM_BINS, question.steps / MAXIMUM_STEPS)
  // A bin inside a block: coarser ones would lose the deviations from the trend.
  const size = Math.max(1, Math.min(Math.ceil(least), Math.floor(filling.trend.block / 2)))
  const { drawn, crossings } = continued(question, filling, { size, falls })
  const probability = (crossings.length + 0.5) / (drawn + 1)
  const seconds = Float64Array.from(crossings, (bins) => bins * size * question.step).sort()
  return { probability, breach_seconds: breachSeconds(probability, seconds), model: 'exhaustion' }
}
