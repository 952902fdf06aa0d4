import { fitLine } from '../../../math/line-fit.ts'

/** A new regime needs this many values, */
const MINIMUM_LENGTH = 20
/** must be this well described by a line, */
const EXPLAINED = 0.85
/** rise this many times faster than anything before over the same length, */
const TIMES_FASTER = 2
/** of which there must be this many stretches. */
const MINIMUM_PAST = 8

/**
 * How many of the newest values belong to a rise that began recently and is unlike anything before
 * it: 0 when there is none. Lengths from 20 values to a ninth of the history are tried, each a
 * quarter longer than the one before; the longest whose line is nearly as good as the best wins.
 */
export function recentRise(values: Float64Array): number {
  const rises: { length: number; explained: number }[] = []
  for (let length = MINIMUM_LENGTH; length * (MINIMUM_PAST + 1) <= values.length;) {
    const { slope, explained } = fitLine(values, values.length - length)
    const isLine = explained >= EXPLAINED && isEven(values, length, slope)
    if (isLine && slope > TIMES_FASTER * steepestBefore(values, length))
      rises.push({ length, explained })
    length = Math.ceil(length * 1.25)
  }
  const best = Math.max(...rises.map(({ explained }) => explained))
  return rises.findLast(({ explained }) => explained >= best - 0.02)?.length ?? 0
}

/** Whether either half of the rise does its part: a single step is no rise. */
function isEven(values: Float64Array, length: number, slope: number): boolean {
  const middle = values.length - (length >> 1)
  const first = fitLine(values, values.length - length, middle).slope
  return Math.min(first, fitLine(values, middle).slope) >= slope / 2
}

/** The steepest line, up or down, over any stretch of `length` that ends before the newest two. */
function steepestBefore(values: Float64Array, length: number): number {
  let steepest = 0
  const stride = Math.max(1, length >> 1)
  for (let end = values.length - 2 * length; end >= length; end -= stride)
    steepest = Math.max(steepest, Math.abs(fitLine(values, end - length, end).slope))
  return steepest
}
