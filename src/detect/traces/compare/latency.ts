import { rankSum, type ClusteredSample } from '../../../math/rank-sum.ts'
import { selectQuantiles } from '../../../math/select-quantiles.ts'
import { studentQuantile } from '../../../math/student-tail.ts'
import {
  CALLS_FOR_P95,
  CALLS_FOR_P99,
  FEWEST_BLOCKS,
  FEWEST_CALLS,
  type LatencyComparison,
} from './comparison.ts'
import type { Side } from './matched-sides.ts'
import { rounded } from '../report/words.ts'

/** Below "small" differences go unnoticed: 0.147 by Romano et al. 2006; medians 10 % apart. */
const LEAST_DELTA = 0.147
const LEAST_RATIO = 1.1
/** Clocks do not tell shorter times; keeps ratios finite. */
const LEAST_MS = 0.001

/** A comparison before it is held against all that were made. */
export interface LatencyTest {
  /** undefined where there is too little data for one. */
  readonly p: number | undefined
  /** Whether the difference would matter, were it sure. */
  readonly matters: boolean
  readonly row: Omit<LatencyComparison, 'verdict' | 'q_value'>
}

export function testLatency(before: Side, after: Side, g: number): LatencyTest {
  const [first, second] = [sampleOf(before, g), sampleOf(after, g)]
  const blocks = { before: blocksIn(first), after: blocksIn(second) }
  const [a, b] = [quantilesOf(before, g), quantilesOf(after, g)]
  const shown = {
    p50_ms: { before: a.p50, after: b.p50 },
    p95_ms: { before: a.p95, after: b.p95 },
    p99_ms: { before: a.p99, after: b.p99 },
    blocks,
  }
  if (!isEnough(first, blocks.before) || !isEnough(second, blocks.after)) {
    const unknown = { ratio: null, ratio_low: null, ratio_high: null, cliffs_delta: null }
    return { p: undefined, matters: false, row: { ...shown, ...unknown } }
  }
  const { delta, byValue, byCluster } = rankSum(first, second)
  const ratio = medianRatio(first, second)
  return {
    p: Math.max(byValue, byCluster),
    matters: differs(delta, ratio),
    row: {
      ...shown,
      ratio: rounded(ratio.value),
      ratio_low: rounded(ratio.low),
      ratio_high: rounded(ratio.high),
      cliffs_delta: rounded(delta),
    },
  }
}

function isEnough({ values }: ClusteredSample, blocks: number): boolean {
  return values.length >= FEWEST_CALLS && blocks >= FEWEST_BLOCKS
}

/** All say the same: the ranks, the medians, and the interval of their ratio. */
function differs(delta: number, { value, low, high }: Ratio): boolean {
  if (Math.abs(delta) < LEAST_DELTA) return false
  return delta > 0 ? value >= LEAST_RATIO && low > 1 : value <= 1 / LEAST_RATIO && high < 1
}

/** The timed calls of operation g. */
function sampleOf(side: Side, g: number): ClusteredSample {
  const { blockOf, blockCount, offsets } = side
  const own = side.rows.subarray(offsets[g], offsets[g + 1]).filter((row) => blockOf[row]! >= 0)
  const measured = measuredOf(side)
  return {
    values: Float64Array.from(own, (row) => measured[row]!),
    clusters: own.map((row) => blockOf[row]!),
    clusterCount: blockCount,
  }
}

function measuredOf({ selection: { columns, milliseconds } }: Side): Float64Array {
  return milliseconds ?? columns.durationMs
}

function blocksIn({ clusters, clusterCount }: ClusteredSample): number {
  const used = new Uint8Array(clusterCount)
  for (const cluster of clusters) used[cluster] = 1
  return used.reduce((sum, one) => sum + one, 0)
}

function quantilesOf(side: Side, g: number) {
  const rows = side.rows.subarray(side.offsets[g], side.offsets[g + 1])
  const measured = measuredOf(side)
  const values = Float64Array.from(rows, (row) => measured[row]!)
  const [p50, p95, p99] = selectQuantiles(values, [0.5, 0.95, 0.99])
  return {
    p50: values.length > 0 ? rounded(p50!) : 0,
    p95: values.length >= CALLS_FOR_P95 ? rounded(p95!) : null,
    p99: values.length >= CALLS_FOR_P99 ? rounded(p99!) : null,
  }
}

interface Ratio {
  readonly value: number
  readonly low: number
  readonly high: number
}

/**
 * The ratio of medians. Each median's interval is that of order statistics, as wide as the clusters'
 * dependence makes it; the two are put together on the log scale as by Zou & Donner (2008).
 */
function medianRatio(first: ClusteredSample, second: ClusteredSample): Ratio {
  const [a, b] = [logMedian(first), logMedian(second)]
  const value = b.middle - a.middle
  return {
    value: Math.exp(value),
    low: Math.exp(value - Math.hypot(b.middle - b.low, a.high - a.middle)),
    high: Math.exp(value + Math.hypot(b.high - b.middle, a.middle - a.low)),
  }
}

function logMedian(sample: ClusteredSample): Interval {
  const sorted = sample.values.slice().sort()
  const { length } = sorted
  const log = (place: number) => {
    const at = Math.min(length - 1, Math.max(0, place))
    const below = Math.floor(at)
    const above = Math.min(length - 1, below + 1)
    const value = sorted[below]! + (sorted[above]! - sorted[below]!) * (at - below)
    return Math.log(Math.max(LEAST_MS, value))
  }
  const reach = halfWidth(sample, sorted[length >> 1]!)
  const middle = (length - 1) / 2
  return { middle: log(middle), low: log(middle - reach), high: log(middle + reach) }
}

interface Interval {
  readonly middle: number
  readonly low: number
  readonly high: number
}

/** In ranks: t · √n/2, times the root of how much more whole clusters vary than single values. */
function halfWidth({ values, clusters, clusterCount }: ClusteredSample, median: number): number {
  const sums = new Float64Array(clusterCount)
  const used = new Uint8Array(clusterCount)
  values.forEach((value, i) => {
    sums[clusters[i]!]! += Math.sign(value - median) / 2
    used[clusters[i]!] = 1
  })
  const count = used.reduce((sum, one) => sum + one, 0)
  const mean = sums.reduce((sum, one) => sum + one, 0) / count
  let squares = 0
  for (let c = 0; c < clusterCount; c++) if (used[c] === 1) squares += (sums[c]! - mean) ** 2
  const variance = Math.max(values.length / 4, (squares * count) / (count - 1))
  return studentQuantile(0.05, count - 1) * Math.sqrt(variance)
}
