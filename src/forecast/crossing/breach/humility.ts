import { median } from '../../../math/median.ts'
import { rangeOf } from '../../scale.ts'
import type { FutureQuestion } from './futures.ts'

/** However far the threshold: so rarely comes what nobody thought of. */
const UNTHOUGHT = 0.005

/**
 * However many futures a method draws, it has seen only the history. One imagined horizon is counted
 * beside those that the history is long: it keeps a short history from being sure. It crosses as
 * likely as not; a threshold above all that was ever seen is crossed less, falling with the square of
 * the distance from the median, which is a heavier tail than that of any load.
 */
export function humility(question: FutureQuestion): (share: number) => number {
  const { values, steps } = question
  const seen = Math.max(0, values.length - steps) / steps
  const imagined = imaginedShare(question)
  return (share) => (share * seen + imagined) / (seen + 1)
}

function imaginedShare({ values, threshold }: FutureQuestion): number {
  const middle = median(values)
  const ratio = (rangeOf(values).highest - middle) / (threshold - middle)
  if (ratio >= 1 || !(threshold > middle)) return 0.5
  return Math.max(UNTHOUGHT, 0.5 * ratio ** 2)
}
