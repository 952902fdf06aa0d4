import type { Series } from '../../model/series.ts'
import type { Range } from '../source.ts'

/** Timestamps carry whole milliseconds, so times closer than this are the same. */
const TOLERANCE = 0.001

/**
 * Values of a series on the grid `start, start + step, … end`: at each time the last sample of
 * the step that ends there, NaN where there is none. Never looks past the time it fills.
 */
export function alignToGrid(series: Series, range: Range): Float64Array {
  const { timestamps, values } = series
  const aligned = new Float64Array(pointCount(range)).fill(NaN)
  for (let i = 0; i < timestamps.length; i++) {
    const place = Math.ceil((timestamps[i]! - range.start - TOLERANCE) / range.step)
    if (place >= 0 && place < aligned.length) aligned[place] = values[i]!
  }
  return aligned
}

/** How many times the range has; 0 when it ends before it starts. */
export function pointCount({ start, end, step }: Range): number {
  return Math.max(0, Math.floor((end - start + TOLERANCE) / step) + 1)
}

/** The part of a range that lies on multiples of its step, both ends included. */
export function onGrid({ start, end, step }: Range): Range {
  return {
    start: Math.ceil((start - TOLERANCE) / step) * step,
    end: Math.floor((end + TOLERANCE) / step) * step,
    step,
  }
}

/** The range cut into ranges of at most `maxPoints` times each, none twice. */
export function partsOf(range: Range, maxPoints: number): Range[] {
  const { start, step } = range
  const points = pointCount(range)
  return Array.from({ length: Math.ceil(points / maxPoints) }, (_, part) => {
    const last = Math.min(points, (part + 1) * maxPoints) - 1
    return { start: start + part * maxPoints * step, end: start + last * step, step }
  })
}
