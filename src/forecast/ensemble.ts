import { backtest, type Plan, type Tried } from './backtest.ts'
import { medianOfMembers, weightedMean, type Combine } from './combine.ts'
import type { FitMember } from './members/member.ts'
import { allowedRange, linearScale, logScale, within, type Scale } from './scale.ts'
import type { Seasons } from './seasons.ts'

export interface EnsembleInput {
  /** What was measured (on the newest level): forecasts are held against it. */
  readonly truth: Float64Array
  /** The same without rare outliers: members learn from it. */
  readonly clean: Float64Array
  readonly seasons: Seasons
  readonly plan: Plan
  readonly fits: readonly FitMember[]
}

/** Members on one scale, with what their combination got wrong at earlier origins. */
export interface Ensemble {
  readonly scale: Scale
  readonly combine: Combine
  readonly fits: readonly FitMember[]
  /** Truth - forecast on that scale, one array for each origin. */
  readonly errors: readonly Float64Array[]
  /** Mean absolute error in the units of the series. */
  readonly loss: number
}
export const TUNE = { mode: 'weights', power: 2, transform: 'ensemble' }

/** The better of the linear and (for positive values) the log scale, by held-back error. */
export function bestEnsemble(input: EnsembleInput): Ensemble {
  const linear = ensembleOn(linearScale, input)
  if (!input.clean.every((value) => value > 0) || !input.truth.every((value) => value > 0))
    return linear
  const log = ensembleOn(logScale, input)
  return log.loss < linear.loss ? log : linear
}

function ensembleOn(scale: Scale, { truth, clean, seasons, plan, fits }: EnsembleInput): Ensemble {
  const values = scale === linearScale ? clean : clean.map(scale.to)
  const actual = scale === linearScale ? truth : truth.map(scale.to)
  const range = allowedRange(values)
  const tried = backtest(fits, values, { seasons, plan })
  const losses = tried.map(({ forecasts }) => lossOf(forecasts, actual, plan, Math.abs))
  const combine = TUNE.mode === 'median' ? medianOfMembers : weightedMean(weightsOf(losses))
  const combined = plan.origins.map((_, o) =>
    combine(tried.map((t) => t.forecasts[o]!)).map((v, i) =>
      within(range, v, values[plan.origins[o]! - 1]!),
    ),
  )
  const errors = combined.map((forecast, o) =>
    forecast.map((value, i) => actual[plan.origins[o]! + i]! - value),
  )
  const raw = combined.map((f) => f.map(scale.from))
  return {
    scale,
    combine,
    fits: tried.map(({ fit }) => fit),
    errors,
    loss: lossOf(raw, truth, plan, Math.abs),
  }
}

function lossOf(
  forecasts: readonly Float64Array[],
  actual: Float64Array,
  plan: Plan,
  cost: (e: number) => number,
): number {
  let sum = 0
  forecasts.forEach((forecast, o) => {
    for (let i = 0; i < forecast.length; i++) sum += cost(actual[plan.origins[o]! + i]! - forecast[i]!)
  })
  return sum / forecasts.length / plan.horizon
}

function weightsOf(losses: readonly number[]): number[] {
  const least = Math.min(...losses)
  const raw = losses.map((loss) => (least > 0 ? (least / loss) ** TUNE.power : loss > 0 ? 0 : 1))
  const sum = raw.reduce((a, b) => a + b, 0)
  return raw.map((w) => w / sum)
}
