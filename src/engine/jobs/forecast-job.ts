import { forecastSeries } from '../../forecast/forecast.ts'
import { predictCrossing } from '../../forecast/crossing/predict-crossing.ts'
import { summarizePrediction } from '../../incidents/summarize-prediction.ts'
import { formatDuration } from '../../incidents/units.ts'
import type { ForecastAnalysis, SeriesForecast } from '../../model/metric-analysis.ts'
import type { Series } from '../../model/series.ts'
import { readRangeBytes } from '../../sources/files/range-answer.ts'
import { askedSignal, stepOf } from './asked-series.ts'

export interface ForecastWish {
  /** Seconds ahead. */
  readonly horizon: number
  readonly threshold?: number | undefined
  /** Which side of the threshold is bad; the side on which the series is not, by default. */
  readonly direction?: 'up' | 'down' | undefined
}

export interface ForecastTask extends ForecastWish {
  readonly series: readonly Series[]
  readonly expr: string
  readonly warnings: readonly string[]
  readonly now: number
}

/** Steps of a forecast that are answered; a longer horizon is given in coarser steps. */
const MAX_STEPS = 2000

export function forecastMany(task: ForecastTask): ForecastAnalysis {
  const { series, warnings, now } = task
  return {
    timestamp: new Date(now * 1000).toISOString(),
    forecasts: series.map((one) => forecastOne(one, task)),
    warnings: series.length > 0 ? warnings : [...warnings, 'there were no series to forecast'],
  }
}

/** The same for a query_range answer that somebody sends as it came. */
export function forecastBody(
  task: ForecastWish & { readonly body: Uint8Array; readonly now: number },
): ForecastAnalysis {
  const { series, warnings } = readRangeBytes(task.body, 'the body')
  return forecastMany({ ...task, series, warnings, expr: '' })
}

function forecastOne(series: Series, task: ForecastTask): SeriesForecast {
  const { horizon } = task
  const step = stepOf(series.timestamps)
  const steps = step > 0 ? Math.min(MAX_STEPS, Math.max(1, Math.ceil(horizon / step))) : 0
  const forecast = steps > 0 ? forecastSeries(series, { horizon: steps }) : undefined
  if (!forecast) return tooLittle(series, task)
  return {
    labels: series.labels,
    verdict: 'ok',
    timestamps: Array.from(forecast.timestamps),
    expected: Array.from(forecast.expected),
    lower: Array.from(forecast.lower),
    upper: Array.from(forecast.upper),
    horizon_seconds: horizon,
    ...crossingOf(series, task),
  }
}

function crossingOf(series: Series, { threshold, direction, horizon, expr }: ForecastTask) {
  if (threshold === undefined) return { summary: `forecast for ${formatDuration(horizon)}` }
  const last = series.values.findLast(Number.isFinite) ?? threshold
  const side = direction ?? (last < threshold ? 'up' : 'down')
  const question = { threshold, direction: side, horizonSeconds: horizon }
  const crossing = predictCrossing(series, question)
  if (!crossing) return { threshold, summary: 'too little data to say whether it will be crossed' }
  const { probability, breach_seconds } = crossing
  const summary = summarizePrediction({
    signal: askedSignal(series, expr),
    threshold,
    direction: side,
    horizon_seconds: horizon,
    probability,
    breach_seconds,
    now: series.timestamps.at(-1)!,
  })
  return { threshold, probability, breach_seconds, summary }
}

function tooLittle({ labels, values }: Series, { horizon }: ForecastTask): SeriesForecast {
  const count = values.filter(Number.isFinite).length
  return {
    labels,
    verdict: 'insufficient_data',
    timestamps: [],
    expected: [],
    lower: [],
    upper: [],
    horizon_seconds: horizon,
    summary: `too little data: ${count} samples`,
  }
}
