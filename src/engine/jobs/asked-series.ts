import { signalOf } from '../../discover/signal.ts'
import type { Series } from '../../model/series.ts'
import type { Query, Signal } from '../../model/signal.ts'

/** A series that somebody asked about: nothing is known of it but its labels. */
export function askedSignal({ labels }: Series, expr: string): Signal {
  const metric = labels['__name__'] ?? ''
  const query: Query = {
    id: `asked:${expr}`,
    expr,
    metric,
    title: metric || expr || 'value',
    role: 'level',
    unit: 'none',
    bad: 'both',
    entityLabels: [],
  }
  return signalOf(query, labels)
}

/** Seconds between samples: the median distance, 0 with fewer than two samples. */
export function stepOf(timestamps: Float64Array): number {
  const steps = timestamps
    .slice(1)
    .map((timestamp, i) => timestamp - timestamps[i]!)
    .sort()
  return steps[steps.length >> 1] ?? 0
}

/** The series on a regular grid of its own step, so that a missing sample is seen as a gap. */
export function onOwnGrid(series: Series): Series {
  const { labels, timestamps, values } = series
  const step = stepOf(timestamps)
  const span = timestamps.length > 1 ? timestamps.at(-1)! - timestamps[0]! : 0
  const length = step > 0 ? Math.round(span / step) + 1 : timestamps.length
  // Far more grid than samples: an event-like series, whose holes are not gaps.
  if (!(step > 0) || length > 4 * timestamps.length) return series
  const filled = new Float64Array(length).fill(NaN)
  timestamps.forEach((timestamp, i) => {
    filled[Math.round((timestamp - timestamps[0]!) / step)] = values[i]!
  })
  const grid = Float64Array.from({ length }, (_, i) => timestamps[0]! + i * step)
  return { labels, timestamps: grid, values: filled }
}
