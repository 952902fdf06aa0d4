import type { Target, WorldSeries } from './metric.ts'
import { TICK_MS, type Stretch } from './tick.ts'

/** Sample numbers: `first` belongs to it, `end` does not. */
export interface SampleSpan {
  readonly first: number
  readonly end: number
}

/** Which of a target's scrapes fall into a stretch of ticks. `step` in milliseconds. */
export function scrapesWithin(stretch: Stretch, target: Target, step: number): SampleSpan {
  const numberAt = (tick: number) => Math.ceil((tick * TICK_MS - target.phase) / step)
  return { first: numberAt(stretch.from), end: numberAt(stretch.until) }
}

export interface SampleNumbers {
  readonly first: number
  readonly stride: number
  /** Milliseconds between scrapes. */
  readonly step: number
}

/** Fills `out` with the samples number `first + i * stride`; NaN where there was none. */
export function readSamples(
  series: WorldSeries,
  { first, stride, step }: SampleNumbers,
  out: Float64Array,
): void {
  const { target } = series
  const placeOf = (number: number) =>
    Math.min(out.length, Math.max(0, Math.ceil((number - first) / stride)))
  const span = scrapesWithin(series, target, step)
  const from = placeOf(span.first)
  const end = placeOf(span.end)
  out.fill(NaN)
  if (from >= end) return
  const times = { first: target.phase + (first + from * stride) * step, step: step * stride }
  series.read(times, out.subarray(from, end))
  if (series.ofScraper) return
  for (const silence of target.silent) {
    const gap = scrapesWithin(silence, target, step)
    out.fill(NaN, placeOf(gap.first), placeOf(gap.end))
  }
}
