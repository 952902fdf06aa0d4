import type { Counts } from '../../forecast/budget/counts.ts'
import type { ObjectiveEvents } from '../../model/objective.ts'
import type { MetricsSource, Range } from '../../sources/source.ts'

/** `count` stretches of `step` seconds, the newest of which ends at `end` (unix seconds). */
export interface Stretches {
  readonly end: number
  readonly step: number
  readonly count: number
}

/**
 * How many events there were in each stretch, by two questions to the source. A failing service that
 * has no series of errors yet has no errors; where good events are counted and there is no such
 * series, nothing is known, since a slip of the pen must not look like an outage.
 */
export async function readCounts(
  source: Pick<MetricsSource, 'queryRange'>,
  { counts, counted, total }: ObjectiveEvents,
  { end, step, count }: Stretches,
): Promise<Counts> {
  const range = { start: end - (count - 1) * step, end, step }
  const [some, all] = await Promise.all([
    sumsOf(source, increaseOf(counted, step), range),
    sumsOf(source, increaseOf(total, step), range),
  ])
  const isGood = counts === 'good'
  const known = all.map((events, i) => (isGood && Number.isNaN(some[i]!) ? NaN : events))
  const errors = known.map((events, i) => {
    const bad = isGood ? events - some[i]! : some[i]! || 0
    return Number.isNaN(events) ? NaN : Math.min(events, Math.max(0, bad))
  })
  return { step, end, errors, total: known }
}

/** The events of a range of seconds: the written range, or the increase of a counter. */
export function increaseOf(counter: string, seconds: number): string {
  return counter.includes('$__window')
    ? `sum(${counter.replaceAll('$__window', `${seconds}s`)})`
    : `sum(increase(${counter}[${seconds}s]))`
}

async function sumsOf(
  source: Pick<MetricsSource, 'queryRange'>,
  expr: string,
  range: Range,
): Promise<Float64Array> {
  const { series } = await source.queryRange(expr, range)
  const sums = new Float64Array(Math.round((range.end - range.start) / range.step) + 1).fill(NaN)
  for (const { timestamps, values } of series)
    timestamps.forEach((timestamp, i) => {
      const at = Math.round((timestamp - range.start) / range.step)
      if (at >= 0 && at < sums.length && values[i]! >= 0) sums[at] = (sums[at]! || 0) + values[i]!
    })
  return sums
}
