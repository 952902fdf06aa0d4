import { autocorrelationTime } from '../../../math/autocorrelation-time.ts'

/** Fewer blocks than this are an outlier, not a level; those are found row by row. */
const SHORTEST = 3

/** Fits finer than two percent carry no more evidence: clocks and rounding are not better. */
export const FINEST = 0.02

/** Beyond this probability (log10) a change is kept for the test over all; others are noise. */
export const UNLIKELY = -3

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
 * The stretch whose own level leaves least of the variance: change points by least squares in
 * O(n²), n the number of blocks. A stretch that reaches an end has one edge less than one in the
 * middle, which must therefore explain more (by BIC, two numbers' worth) to be preferred.
 */
export function strongestPulse(values: Float64Array): Pulse | undefined {
  const { length } = values
  const sums = new Float64Array(length + 1)
  for (let i = 0; i < length; i++) sums[i + 1] = sums[i]! + values[i]!
  const step = bestStep(sums)
  const inner = bestInner(sums)
  const gain = Math.max(step.gain, inner.gain)
  if (!(gain > 0)) return undefined
  const all = residualOf(values)
  const left = (one: Stretch) => length * Math.log(Math.max(all - length * one.gain, FINEST ** 2))
  const { from, to } = left(inner) + 2 * Math.log(length) < left(step) ? inner : step
  const size = to - from
  const inside = (sums[to]! - sums[from]!) / size
  const height = inside - (sums[length]! - inside * size) / (length - size)
  return { from, to, height, log10P: pulseProbability(values, { from, to, height }) }
}

interface Stretch {
  readonly from: number
  readonly to: number
  /** Variance explained, per value. */
  readonly gain: number
}

/** The best stretch from some place to the end; one from the start is its complement. */
function bestStep(sums: Float64Array): Stretch {
  const length = sums.length - 1
  const mean = sums[length]! / length
  let best = { from: 0, to: length, gain: 0 }
  for (let from = SHORTEST; from + SHORTEST <= length; from++) {
    const excess = sums[from]! - from * mean
    const gain = (excess * excess) / (from * (length - from))
    if (gain > best.gain) best = { from, to: length, gain }
  }
  return best
}

/** The best stretch that reaches no end and is no longer than half: the rest is what is usual. */
function bestInner(sums: Float64Array): Stretch {
  const length = sums.length - 1
  const mean = sums[length]! / length
  let best = 0
  let from = 0
  let to = 0
  for (let a = 1; a + SHORTEST < length; a++) {
    const longest = Math.min(length - 1, a + (length >> 1))
    for (let b = a + SHORTEST; b <= longest; b++) {
      const size = b - a
      const excess = sums[b]! - sums[a]! - size * mean
      const gain = (excess * excess) / (size * (length - size))
      if (gain > best) {
        best = gain
        from = a
        to = b
      }
    }
  }
  return { from, to, gain: best }
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
  const log10Ratio = Math.log10(residualOf(left) / residualOf(values))
  const probability = (independent: number) => {
    const windows = Math.max(2, (independent * independent) / 2)
    return Math.min(0, Math.log10(windows) + (Math.max(0, independent - 4) / 2) * log10Ratio)
  }
  // Correlation only weakens it: where all values together say little, it need not be known.
  const atBest = probability(values.length)
  return atBest > UNLIKELY ? atBest : probability(values.length / autocorrelationTime(left))
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
