import { forecastSeries } from '../../src/forecast/forecast.ts'
import { createSeries } from '../../src/model/series.ts'
import type { Baseline } from './forecast-baselines.ts'
import {
  absoluteError,
  coverage,
  intervalScore,
  seasonalScale,
  symmetricError,
  type Interval,
} from './forecast-scores.ts'
import { meanOf } from './mean-of.ts'

export const HORIZON = 48
export const DAY = 24
const STEP = 3600

/** What was known, and what came: one series of the board at one origin. */
export interface Case {
  readonly past: Float64Array
  readonly truth: Float64Array
}

export interface PointScores {
  readonly smape: number
  readonly mase: number
}

export interface Scores extends PointScores {
  readonly msis: number
  readonly coverage: number
  /** CPU of one forecast. */
  readonly milliseconds: number
}

function scorePoints(
  cases: readonly Case[],
  say: (past: Float64Array) => Float64Array,
): PointScores {
  const scored = cases.map(({ past, truth }) => pointScores({ past, truth }, say(past)))
  return {
    smape: meanOf(scored.map(({ smape }) => smape)),
    mase: meanOf(scored.map(({ mase }) => mase)),
  }
}

export function scoreBaseline(cases: readonly Case[], baseline: Baseline): PointScores {
  return scorePoints(cases, (past) => baseline(past, HORIZON, DAY))
}

/** The product's forecast of every case, one after the other, on an hourly grid. */
export function scoreForecasts(cases: readonly Case[], progress: () => void): Scores {
  const started = process.cpuUsage()
  const forecasts = cases.map(({ past }) => {
    progress()
    return forecastHours(past)
  })
  const { user, system } = process.cpuUsage(started)
  const points = cases.map((one, i) => pointScores(one, forecasts[i]!.expected))
  return {
    smape: meanOf(points.map(({ smape }) => smape)),
    mase: meanOf(points.map(({ mase }) => mase)),
    msis: meanOf(
      cases.map(
        ({ past, truth }, i) => intervalScore(truth, forecasts[i]!) / seasonalScale(past, DAY),
      ),
    ),
    coverage: meanOf(cases.map(({ truth }, i) => coverage(truth, forecasts[i]!))),
    milliseconds: (user + system) / 1000 / cases.length,
  }
}

/** Mean of sMAPE and MASE, each relative to Naive2 on the same cases. */
export function owa({ smape, mase }: PointScores, naive2: PointScores): number {
  return (smape / naive2.smape + mase / naive2.mase) / 2
}

function pointScores({ past, truth }: Case, forecast: Float64Array): PointScores {
  const mase = absoluteError(truth, forecast) / seasonalScale(past, DAY)
  return { smape: symmetricError(truth, forecast), mase }
}

function forecastHours(past: Float64Array): Interval & { readonly expected: Float64Array } {
  const timestamps = past.map((_, i) => i * STEP)
  const forecast = forecastSeries(createSeries({}, timestamps, past), { horizon: HORIZON })
  if (!forecast) throw new Error('a series of the board is too short for a forecast')
  return forecast
}
