import { autocorrelationTime } from '../../../math/autocorrelation-time.ts'
import { logBinomialTail } from '../../../math/binomial-bound.ts'

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
 * Two tests, of which the weaker counts, on as many values as are independent, times the number of
 * stretches that were tried (Bonferroni): the F test of the stretch's level against none, as if it
 * took two numbers more (its tail is then a power of the ratio of residuals); and, because a few
 * high values are no level, the share of values beyond the middle inside against that outside.
 */
function pulseProbability(values: Float64Array, pulse: Omit<Pulse, 'log10P'>): number {
  const { length } = values
  const left = values.slice()
  for (let i = pulse.from; i < pulse.to; i++) left[i]! -= pulse.height
  const log10Ratio = Math.log10(residualOf(left) / residualOf(values))
  const log10Share = shareBeyondMiddle(values, pulse)
  const probability = (independent: number) => {
    const windows = Math.max(2, (independent * independent) / 2)
    const byResidual = (Math.max(0, independent - 4) / 2) * log10Ratio
    const byShare = (log10Share * independent) / length
    return Math.min(0, Math.log10(windows) + Math.max(byResidual, byShare))
  }
  // Correlation only weakens it: where all values together say little, it need not be known.
  const atBest = probability(length)
  return atBest > UNLIKELY ? atBest : probability(length / autocorrelationTime(left))
}

function shareBeyondMiddle(
  values: Float64Array,
  { from, to, height }: Omit<Pulse, 'log10P'>,
): number {
  const { length } = values
  let sum = 0
  for (let i = from; i < to; i++) sum += values[i]!
  const middle = sum / (to - from) - height / 2
  let inside = 0
  let all = 0
  for (let i = 0; i < length; i++) {
    if (height > 0 ? values[i]! <= middle : values[i]! >= middle) continue
    all++
    if (i >= from && i < to) inside++
  }
  const outside = (all - inside + 0.5) / (length - (to - from) + 1)
  return logBinomialTail(inside, to - from, outside) * Math.LOG10E
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
