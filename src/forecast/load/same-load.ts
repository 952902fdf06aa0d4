import { median } from '../../math/median.ts'
import { quantileSorted } from '../../math/quantile.ts'
import { createRandom } from '../../math/random.ts'
import { resampledBlocks } from '../../math/resampled-blocks.ts'
import { weightedMedian } from '../../math/weighted-median.ts'
import type { Estimate } from './latency-against-load.ts'
import { binOf, binPoints, binsOver, everyRow, type LoadBins } from './load-bins.ts'
import type { Paired } from './paired.ts'

type SameLoadVerdict =
  | 'regressed'
  | 'improved'
  | 'no_difference'
  | 'too_little_data'
  /** Slower or faster than before, but not than before at such a load. */
  | 'explained_by_load'

export interface SameLoad {
  readonly verdict: SameLoadVerdict
  /** Latency after by latency before, at the same load; undefined with too little data. */
  readonly ratio: Estimate | undefined
  /** The same whatever the load. */
  readonly plainRatio: number
  /** Share of the samples after whose load was also seen before. */
  readonly matched: number
  /** How probable such a difference is if there is none (two-sided, from resamples). */
  readonly pValue: number
}

const BINS = 16
const LEAST_PAIRS = 60
const LEAST_IN_BIN = 5
const LEAST_MATCHED = 0.3
const RESAMPLES = 300
/** Logarithm of the least ratio worth a word: 5 %. */
const LEAST_EFFECT = Math.log(1.05)

/**
 * Whether latency is worse than it was at the same load. Both sides are cut into the same bins of
 * load; in each, samples are compared along the line between the middles that were seen before, so
 * that a load higher within the bin is no difference either. The ratio is the weighted median over
 * bins; its interval comes from resampling both sides in blocks of time. A difference is told when
 * that interval excludes 1 and it is 5 % or more. Too little data: fewer than 60 pairs on a side, or
 * loads after of which less than a third was seen before.
 */
export function sameLoad(before: Paired, after: Paired, seed = 1): SameLoad {
  const nothing = { ratio: undefined, plainRatio: plainRatioOf(before, after), pValue: 1 }
  if (before.load.length < LEAST_PAIRS || after.load.length < LEAST_PAIRS)
    return { ...nothing, verdict: 'too_little_data', matched: 0 }
  const bins = binsOver(joined(before.load, after.load), BINS)
  const matched = matchedShare(bins, before, after)
  const difference = differenceIn(bins, before, after)
  const [rowsBefore, rowsAfter] = [everyRow(before.load.length), everyRow(after.load.length)]
  const log = difference(rowsBefore, rowsAfter)
  if (matched < LEAST_MATCHED || Number.isNaN(log))
    return { ...nothing, verdict: 'too_little_data', matched }
  const random = createRandom(seed)
  const draws = Float64Array.from({ length: RESAMPLES }, () =>
    difference(
      resampledBlocks(before.load.length, random),
      resampledBlocks(after.load.length, random),
    ),
  )
    .filter(Number.isFinite)
    .sort()
  const interval = {
    value: log,
    lower: quantileSorted(draws, 0.025),
    upper: quantileSorted(draws, 0.975),
  }
  return {
    verdict: verdictOf(interval, Math.log(nothing.plainRatio)),
    ratio: {
      value: Math.exp(log),
      lower: Math.exp(interval.lower),
      upper: Math.exp(interval.upper),
    },
    plainRatio: nothing.plainRatio,
    matched,
    pValue: pValueOf(draws),
  }
}

function verdictOf({ value, lower, upper }: Estimate, plain: number): SameLoadVerdict {
  if (lower > 0 && value >= LEAST_EFFECT) return 'regressed'
  if (upper < 0 && value <= -LEAST_EFFECT) return 'improved'
  // Most of the plain difference is gone at the same load.
  const isMoved = Math.abs(plain) >= 2 * LEAST_EFFECT && Math.abs(value) < Math.abs(plain) / 2
  return isMoved ? 'explained_by_load' : 'no_difference'
}

function pValueOf(draws: Float64Array): number {
  const below = draws.filter((log) => log <= 0).length
  return Math.min(1, (2 * (Math.min(below, draws.length - below) + 1)) / (draws.length + 1))
}

function plainRatioOf(before: Paired, after: Paired): number {
  return median(after.latency) / median(before.latency)
}

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

function matchedShare(bins: LoadBins, before: Paired, after: Paired): number {
  const known = countsIn(bins, before.load)
  const there = after.load.filter((load) => known[binOf(bins, load)]! >= LEAST_IN_BIN)
  return there.length / after.load.length
}

function countsIn(bins: LoadBins, load: Float64Array): Float64Array {
  const counts = new Float64Array(bins.count)
  for (const one of load) counts[binOf(bins, one)]!++
  return counts
}

/** The logarithm of the ratio for chosen rows of both sides; NaN where no bin is shared. */
function differenceIn(bins: LoadBins, before: Paired, after: Paired) {
  const everything = everyRow(before.load.length)
  const line = binPoints(bins, before.load, before.latency.map(Math.log), everything)
  const residual = ({ load, latency }: Paired) =>
    latency.map((one, i) => Math.log(one) - onLine(line.load, line.logLatency, load[i]!))
  const old = sideOf(bins, before, residual(before))
  const young = sideOf(bins, after, residual(after))
  return (rowsBefore: Uint32Array, rowsAfter: Uint32Array): number => {
    const a = mediansOf(old, rowsBefore, bins.count)
    const b = mediansOf(young, rowsAfter, bins.count)
    const differences = a.medians.map((value, bin) => b.medians[bin]! - value)
    // The precision of a difference of two medians.
    const weights = a.counts.map((n, bin) => Math.sqrt((n * b.counts[bin]!) / (n + b.counts[bin]!)))
    return weightedMedian(differences, weights)
  }
}

interface Side {
  readonly bin: Uint8Array
  readonly residual: Float64Array
}

function sideOf(bins: LoadBins, { load }: Paired, residual: Float64Array): Side {
  return { bin: Uint8Array.from(load, (one) => binOf(bins, one)), residual }
}

function mediansOf({ bin, residual }: Side, rows: Uint32Array, count: number) {
  const members: number[][] = Array.from({ length: count }, () => [])
  for (const row of rows) members[bin[row]!]!.push(residual[row]!)
  return {
    medians: Float64Array.from(members, (inside) =>
      inside.length < LEAST_IN_BIN ? NaN : quantileSorted(Float64Array.from(inside).sort(), 0.5),
    ),
    counts: Float64Array.from(members, ({ length }) => length),
  }
}

/** Linear between the points, level beyond them. */
function onLine(x: Float64Array, y: Float64Array, at: number): number {
  const next = x.findIndex((one) => one >= at)
  if (next === 0 || x.length === 0) return y[0] ?? 0
  if (next < 0) return y.at(-1)!
  const share = (at - x[next - 1]!) / (x[next]! - x[next - 1]!)
  return y[next - 1]! + share * (y[next]! - y[next - 1]!)
}
