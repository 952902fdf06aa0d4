import { finiteSorted, median } from '../math/median.ts'
import { quantileSorted } from '../math/quantile.ts'
import { thinned } from '../math/thinned.ts'

/** Where nine tenths of the values lie. */
interface Spread {
  readonly low: number
  readonly high: number
}

function spreadOf(values: Float64Array): Spread {
  const sorted = finiteSorted(thinned(values, 2000))
  return { low: quantileSorted(sorted, 0.05), high: quantileSorted(sorted, 0.95) }
}

/** Outliers may be this share of a history; more are how the series is. */
const RARE = 0.01

/** So many of the newest values are never taken for outliers. */
const NEWEST = 8

/**
 * Puts the mean of their neighbours in the place of rare values that lie further outside the middle
 * nine tenths than those are wide. What repeats a period earlier or later stays, and so do the newest
 * values: they may be the first of a new level.
 */
export function withoutOutliers(values: Float64Array, period: number): Float64Array {
  const { low, high } = spreadOf(values)
  const isOut = (value: number | undefined) =>
    value !== undefined && (value < low - (high - low) || value > high + (high - low))
  const repeats = (i: number) =>
    period > 0 && (isOut(values[i - period]) || isOut(values[i + period]))
  const count = values.reduce((sum, value) => sum + (isOut(value) ? 1 : 0), 0)
  if (count === 0 || count > RARE * values.length) return values
  const clean = values.slice()
  for (let i = 1; i < values.length - NEWEST; i++) {
    if (!isOut(values[i]) || repeats(i)) continue
    let next = i + 1
    while (next < values.length - 1 && isOut(values[next])) next++
    clean[i] = (clean[i - 1]! + values[next]!) / 2
  }
  return clean
}

/** Values on either side of a possible jump whose means are compared. */
const BESIDE = 6

/**
 * Moves what came before the newest lasting jump of level onto the level (and spread) after it, so
 * that its seasons still teach but its level does not. A jump lasts when at least `settled` values
 * follow it, the middle nine tenths before and after do not touch, and most of the difference
 * happened at once: a trend has no such place.
 */
export function ontoNewestLevel(values: Float64Array, settled: number): Float64Array {
  const jump = largestJump(values, settled)
  if (!jump) return values
  const before = values.subarray(0, jump.index)
  const after = values.subarray(jump.index)
  const old = spreadOf(before)
  const now = spreadOf(after)
  if (old.low <= now.high && now.low <= old.high) return values
  const from = median(thinned(before, 2000))
  const to = median(thinned(after, 2000))
  if (Math.abs(jump.size) < Math.abs(to - from) / 2) return values
  const ratio = (now.high - now.low) / (old.high - old.low)
  const stretch = Number.isFinite(ratio) ? Math.min(10, Math.max(0.1, ratio)) : 1
  return values.map((value, i) => (i < jump.index ? to + (value - from) * stretch : value))
}

function largestJump(
  values: Float64Array,
  settled: number,
): { index: number; size: number } | undefined {
  let found: { index: number; size: number } | undefined
  const margin = Math.max(settled, BESIDE)
  const sumFrom = (start: number) => {
    let sum = 0
    for (let i = start; i < start + BESIDE; i++) sum += values[i]!
    return sum
  }
  for (let i = margin; i + margin <= values.length; i++) {
    const size = (sumFrom(i) - sumFrom(i - BESIDE)) / BESIDE
    if (Math.abs(size) > Math.abs(found?.size ?? 0)) found = { index: i, size }
  }
  return found
}
