import { forecastSeries } from '../../src/forecast/forecast.ts'
import { createSeries } from '../../src/model/series.ts'
import type { Baseline } from './forecast-baselines.ts'
import { absoluteError, coverage, seasonalScale } from './forecast-scores.ts'
import { meanOf } from './mean-of.ts'

/** One set of operations series and how it is cut into questions. */
export interface OpsSet {
  readonly name: string
  readonly series: readonly { readonly values: Float64Array; readonly step: number }[]
  /** Original steps in one step of the forecast. */
  readonly bin: number
  /** Steps of a day, on the forecast's steps. */
  readonly day: number
  readonly horizon: number
  /** Steps before the end at which forecasts begin. */
  readonly backs: readonly number[]
}

export interface OpsCase {
  readonly past: Float64Array
  readonly truth: Float64Array
  /** Seconds. */
  readonly step: number
}

/** Windows with six days of history whose values change from day to day; the rest says nothing. */
export function casesOf({ series, bin, day, horizon, backs }: OpsSet): OpsCase[] {
  return series.flatMap(({ values, step }) => {
    const binned = meansOf(values, bin)
    return backs
      .map((back) => binned.length - back)
      .filter((origin) => origin >= 6 * day)
      .map((origin) => ({
        past: binned.subarray(0, origin),
        truth: binned.subarray(origin, origin + horizon),
        step: step * bin,
      }))
      .filter(({ past }) => seasonalScale(past, day) > 1e-9)
  })
}

/** Means of the finite values of each bin, the newest bin whole; an empty bin repeats the one before. */
function meansOf(values: Float64Array, bin: number): Float64Array {
  const count = Math.floor(values.length / bin)
  const offset = values.length - count * bin
  let last = 0
  return Float64Array.from({ length: count }, (_, i) => {
    const start = offset + i * bin
    const finite = values.subarray(start, start + bin).filter(Number.isFinite)
    if (finite.length > 0) last = meanOf([...finite])
    return last
  })
}

/** MASE of each case, by the distance of values a day apart. */
export function errorsOfBaseline(
  cases: readonly OpsCase[],
  { day, horizon }: OpsSet,
  baseline: Baseline,
): number[] {
  return cases.map(
    ({ past, truth }) =>
      absoluteError(truth, baseline(past, horizon, day)) / seasonalScale(past, day),
  )
}

export interface OpsForecasts {
  readonly errors: readonly number[]
  /** Share of the truth inside the 95 % intervals. */
  readonly coverage: number
  readonly milliseconds: number
}

export function errorsOfForecasts(cases: readonly OpsCase[], set: OpsSet): OpsForecasts {
  const started = process.cpuUsage()
  const forecasts = cases.map(({ past, step }) => {
    const timestamps = past.map((_, i) => i * step)
    return forecastSeries(createSeries({}, timestamps, past), { horizon: set.horizon })!
  })
  const { user, system } = process.cpuUsage(started)
  return {
    errors: cases.map(
      ({ past, truth }, i) =>
        absoluteError(truth, forecasts[i]!.expected) / seasonalScale(past, set.day),
    ),
    coverage: meanOf(cases.map(({ truth }, i) => coverage(truth, forecasts[i]!))),
    milliseconds: (user + system) / 1000 / cases.length,
  }
}

/** Geometric mean of the ratio of errors; 0.01 is added to each, so that an exact forecast counts. */
export function relativeError(errors: readonly number[], reference: readonly number[]): number {
  return Math.exp(
    meanOf(errors.map((error, i) => Math.log((error + 0.01) / (reference[i]! + 0.01)))),
  )
}
