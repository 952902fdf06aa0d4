import { finiteSorted } from '../../math/median.ts'
import { quantileSorted } from '../../math/quantile.ts'
import { createRandom } from '../../math/random.ts'
import { resampledBlocks } from '../../math/resampled-blocks.ts'
import { binPoints, binsOver, everyRow } from './load-bins.ts'
import type { Paired } from './paired.ts'
import { fitQueueCurve, kneeOf, latencyAt, loadAt, type QueueCurve } from './queue-curve.ts'

/** A number and where it lies in 95 of 100 resamples. */
export interface Estimate {
  readonly value: number
  readonly lower: number
  readonly upper: number
}

/** Why there is no curve. */
export type LoadRefusal = 'too_little_data' | 'narrow_range' | 'no_relation'

export interface LoadCurve {
  readonly curve: QueueCurve
  readonly capacity: Estimate
  readonly knee: Estimate
  /** Below it 95 of 100 samples stay within the latency limit; undefined without a limit. */
  readonly safeLoad: Estimate | undefined
  /** Safe loads (capacities without a limit) of every resample: how sure we are, for what builds on it. */
  readonly draws: Float64Array
  /** The highest load seen, slips aside: what lies far beyond is a guess of the curve's form. */
  readonly highestLoad: number
  /** Latency at the highest load by that at the lowest. */
  readonly rise: Estimate
}

export interface LoadOptions {
  readonly latencyLimit?: number | undefined
  readonly seed?: number
}

const BINS = 24
const LEAST_PAIRS = 100
const LEAST_BINS = 6
/** Highest load by lowest: with less, any curve fits. */
const LEAST_RANGE = 1.5
/** A rise that nobody would call one. */
const LEAST_RISE = 1.05
const RESAMPLES = 120
const MOST_SAMPLES_WITHIN = 0.95

/**
 * How latency depends on load, as a queue's (see `stretchAt`), fitted to medians of bins; intervals
 * from resampling in blocks. Refuses where too few loads were seen, where they hardly differ, or
 * where latency does not surely rise with them.
 */
export function latencyAgainstLoad(
  { load, latency }: Paired,
  { latencyLimit, seed = 1 }: LoadOptions = {},
): LoadCurve | LoadRefusal {
  if (load.length < LEAST_PAIRS) return 'too_little_data'
  const sorted = finiteSorted(load)
  const [lowest, highest] = [0.02, 0.98].map((share) => quantileSorted(sorted, share)) as [
    number,
    number,
  ]
  if (highest < LEAST_RANGE * lowest) return 'narrow_range'
  const bins = binsOver(load, BINS)
  const logLatency = latency.map(Math.log)
  const points = binPoints(bins, load, logLatency, everyRow(load.length))
  if (points.load.length < LEAST_BINS) return 'narrow_range'
  const curve = fitQueueCurve(points)
  const random = createRandom(seed)
  const curves = Array.from({ length: RESAMPLES }, () =>
    fitQueueCurve(binPoints(bins, load, logLatency, resampledBlocks(load.length, random))),
  )
  const estimate = (of: (one: QueueCurve) => number) => estimateOf(of(curve), curves.map(of))
  const rise = estimate((one) => latencyAt(one, highest) / latencyAt(one, lowest))
  if (rise.lower < LEAST_RISE) return 'no_relation'
  const excess = latencyLimit === undefined ? 1 : usualExcess(curve, load, latency)
  const safe = (one: QueueCurve) => loadAt(one, (latencyLimit ?? Infinity) / excess)
  return {
    curve,
    capacity: estimate(({ capacity }) => capacity),
    knee: estimate(kneeOf),
    safeLoad: latencyLimit === undefined ? undefined : estimate(safe),
    draws: Float64Array.from(
      curves,
      latencyLimit === undefined ? ({ capacity }) => capacity : safe,
    ),
    highestLoad: quantileSorted(sorted, 0.995),
    rise,
  }
}

function estimateOf(value: number, draws: readonly number[]): Estimate {
  const sorted = Float64Array.from(draws).sort()
  return {
    value,
    lower: Math.min(value, quantileSorted(sorted, 0.025)),
    upper: Math.max(value, quantileSorted(sorted, 0.975)),
  }
}

/** How many times the curve's latency is what 95 of 100 samples stay below. */
function usualExcess(curve: QueueCurve, load: Float64Array, latency: Float64Array): number {
  const excess = latency.map((seen, i) => seen / latencyAt(curve, load[i]!))
  return Math.max(1, quantileSorted(finiteSorted(excess), MOST_SAMPLES_WITHIN))
}
