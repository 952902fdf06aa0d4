import { answerExhaustion } from './exhaustion.ts'
import { fallsOf } from './falls.ts'
import { fillingOf, isSteady } from './filling.ts'
import { livesOf, withoutCeiling, withoutFalls } from './lives.ts'
import type { Answer, Question } from '../question.ts'

/**
 * Probability that what climbs, falls and climbs again (memory that leaks until a restart, a disk that
 * is emptied) reaches its limit before it falls again, and when. Its slope is that of all lives, joined
 * into one climb; where earlier lives ended is where this one may end. Undefined where fewer than
 * two lives are seen, or where they do not climb steadily.
 */
export function answerLeak(question: Question): Answer | undefined {
  const values = withoutCeiling(question.values, question.threshold)
  const lives = livesOf(values)
  if (lives.length < 2) return undefined
  const filling = fillingOf({ ...question, values: withoutFalls(values, lives) })
  if (!filling || !isSteady(filling, question)) return undefined
  return { ...answerExhaustion(question, filling, fallsOf(lives)), model: 'leak' }
}
