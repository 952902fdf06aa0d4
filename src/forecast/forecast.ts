import type { Series } from '../model/series.ts'
import { planBacktest } from './backtest.ts'
import { binSize } from './bins.ts'
import { learnEnsemble, type Ensemble } from './ensemble.ts'
import { gridOf, type Grid } from './grid.ts'
import { ontoNewestLevel, withoutOutliers } from './history.ts'
import { marginsOf } from './intervals.ts'
import { fitAutoregression } from './members/autoregression.ts'
import { coarse } from './members/coarse.ts'
import { fitDecomposition } from './members/decomposition.ts'
import { fitDirect } from './members/direct.ts'
import { fitDoubleSeasonal } from './members/double-seasonal.ts'
import { fitFourierAutoregression } from './members/fourier-autoregression.ts'
import type { FitMember } from './members/member.ts'
import { fitNaive, fitSeasonalNaive } from './members/naive.ts'
import { weekly } from './members/weekly.ts'
import { allowedRange, within, type Bounds } from './scale.ts'
import { seasonsOf, stepsPerDay, type Seasons } from './seasons.ts'

/** What comes next, with 95 % intervals, as aligned columns. */
export interface Forecast {
  /** Unix seconds; the first lies one step after the series' last timestamp. */
  readonly timestamps: Float64Array
  readonly expected: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
  /** Seconds of the seasons that were found: day, week, both or none. */
  readonly season: readonly number[]
  /** For people: `ensemble (linear)` or `ensemble (log)`. */
  readonly model: string
}

export interface ForecastOptions {
  /** Steps ahead. */
  readonly horizon: number
  readonly bounds?: Bounds
}

/** Smoothing and waves use every value, so longer histories are first averaged down to about this. */
const MAXIMUM_FIT = 1000

/**
 * Forecasts a series: autoregressions on seasonal lags and on waves, direct regressions, smoothing of
 * two seasons, decomposition with a damped trend, and the two naive forecasts, combined as earlier
 * forecasts of this series advise.
 * Undefined below 24 finite samples (or where more than a third of the newest history is missing).
 * The interval holds the truth about 19 times in 20, as far as the past is like the future.
 */
export function forecastSeries(series: Series, options: ForecastOptions): Forecast | undefined {
  const grid = gridOf(series)
  if (!grid || !(options.horizon >= 1)) return undefined
  const steps = Math.floor(options.horizon) + grid.trailing
  const day = stepsPerDay(grid.step)
  const truth = ontoNewestLevel(grid.values, grid.values.length >= 3 * day ? Math.max(24, day) : 24)
  const clean = withoutOutliers(truth, day)
  const seasons = seasonsOf(clean, grid.step)
  const bin = binSize(truth.length / MAXIMUM_FIT, day)
  const plan = planBacktest(truth.length, steps)
  const ensemble = learnEnsemble({ truth, clean, seasons, plan, fits: membersOn(bin) })
  return project({ grid, seasons, ensemble, clean, steps, bounds: options.bounds ?? {} })
}

function membersOn(bin: number): FitMember[] {
  return [
    weekly(fitAutoregression),
    fitDirect,
    coarse(weekly(fitFourierAutoregression), bin),
    coarse(fitDoubleSeasonal, bin),
    coarse(fitDecomposition, bin),
    fitSeasonalNaive,
    fitNaive,
  ]
}

interface Projection {
  readonly grid: Grid
  readonly seasons: Seasons
  readonly ensemble: Ensemble
  readonly clean: Float64Array
  readonly steps: number
  readonly bounds: Bounds
}

function project({ grid, seasons, ensemble, clean, steps, bounds }: Projection): Forecast {
  const { scale, errors } = ensemble
  const outer = allowedRange(clean, bounds)
  const middle = ensemble.forecast(steps)
  const margins = marginsOf(errors, steps)
  const shown = (value: number) => within(outer, scale.from(value), clean.at(-1)!)
  const ahead = (column: Float64Array) => column.subarray(grid.trailing)
  return {
    timestamps: ahead(middle.map((_, i) => grid.end + (i + 1) * grid.step)),
    expected: ahead(middle.map(shown)),
    lower: ahead(middle.map((value, i) => shown(value - margins.below[i]!))),
    upper: ahead(middle.map((value, i) => shown(value + margins.above[i]!))),
    season: [seasons.day, seasons.week].filter(Boolean).map((season) => season * grid.step),
    model: `ensemble (${scale.name})`,
  }
}
