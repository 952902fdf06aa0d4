import { errors } from '../../errors.ts'
import { createSeries, type Series } from '../../model/series.ts'
import { readRangeBytes } from '../../sources/files/range-answer.ts'
import type { RangeResult } from '../../sources/source.ts'

/**
 * The one series of an answer; an empty one where there is none. Load and latency are one series
 * each: which of several belong together, nobody can tell.
 */
export function onlySeries({ series }: RangeResult, place: string): Series {
  if (series.length > 1)
    throw errors.inputImpossible(
      `${place} has ${series.length} series and must have one: sum it, or choose one by its labels`,
      [{ place, message: `${series.length} series` }],
    )
  return series[0] ?? createSeries({}, new Float64Array(), new Float64Array())
}

/** The same of an answer of query_range that was sent inside a body. */
export function sentSeries(written: unknown, place: string): Series {
  return onlySeries(readRangeBytes(new TextEncoder().encode(JSON.stringify(written)), place), place)
}
