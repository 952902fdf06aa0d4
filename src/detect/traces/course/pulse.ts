import { autocorrelationTime } from '../../../math/autocorrelation-time.ts'

/** Fewer blocks than this are an outlier, not a level; those are found row by row. */
const SHORTEST = 3

/** Fits finer than two percent carry no more evidence: clocks and rounding are not better. */
export const FINEST = 0.02

/** A stretch of values that lies `height` above (below, when negative) all the others. */
export interface Pulse {
  /** values[from, to) */
  readonly from: number
  readonly to: number
  readonly height: number
  /** Log10 of the probability that the best of all stretches does so by chance. */
  readonly log10P: number
}

/**
 * The stretch whose own level leaves least of the variance, over all stretches that are no longer
 * than half (or reach an end): change points by least squares in O(n²), n the number of blocks.
 */
export function strongestPulse(values: Float64Array): Pulse | undefined {
  const { length } = values
  const sums = new Float64Array(length + 1)
  for (let i = 0; i < length; i++) sums[i + 1] = sums[i]! + values[i]!
  const mean = sums[length]! / length
  let best = 0
  let from = 0
  let to = 0
  for (let a = 0; a + SHORTEST <= length; a++) {
    // The complement of a stretch that reaches the start is one that reaches the end.
    const longest = Math.min(length, a === 0 ? length >> 1 : a + (length >> 1))
    for (let b = a + SHORTEST; b <= longest; b++) {
      const size = b - a
      if (length - size < SHORTEST) continue
      const excess = sums[b]! - sums[a]! - size * mean
      const gain = (excess * excess) / (size * (length - size))
      if (gain > best) [best, from, to] = [gain, a, b]
    }
    // Stretches to the end may be longer than half: a level that came early and stayed.
    const size = length - a
    if (a >= SHORTEST && size > length >> 1) {
      const excess = sums[length]! - sums[a]! - size * mean
      const gain = (excess * excess) / (size * (length - size))
      if (gain > best) [best, from, to] = [gain, a, length]
    }
  }
  if (best === 0) return undefined
  const size = to - from
  const inside = (sums[to]! - sums[from]!) / size
  const height = inside - (sums[length]! - inside * size) / (length - size)
  return { from, to, height, log10P: pulseProbability(values, { from, to, height }) }
}

/**
 * F test of the stretch's level against none, as if it took two numbers more (the tail is then a
 * power of the ratio of residuals), on as many values as are independent, times the number of
 * stretches that were tried (Bonferroni). Cautious on all three counts.
 */
function pulseProbability(
  values: Float64Array,
  { from, to, height }: { from: number; to: number; height: number },
): number {
  const left = values.slice()
  for (let i = from; i < to; i++) left[i]! -= height
  const independent = values.length / autocorrelationTime(left)
  const windows = Math.max(2, (independent * independent) / 2)
  const ratio = residualOf(left) / residualOf(values)
  const log10P = Math.log10(windows) + (Math.max(0, independent - 4) / 2) * Math.log10(ratio)
  return Math.min(0, log10P)
}

/** Sum of squares about the mean, not finer than the measurement. */
export function residualOf(values: Float64Array): number {
  const { length } = values
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / length
  let squares = length * FINEST * FINEST
  for (const value of values) squares += (value - mean) ** 2
  return squares
}
