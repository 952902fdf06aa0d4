import { errorsOf, meanAbsolute, replay, type Plan } from './backtest.ts'
import { medianOf, trusted } from './combine.ts'
import { fitAutoregression } from './members/autoregression.ts'
import type { FitMember, Member } from './members/member.ts'
import { allowedRange, linearScale, logScale, within, type Scale } from './scale.ts'
import type { Seasons } from './seasons.ts'

export interface EnsembleInput {
  /** What was measured (on the newest level): forecasts are held against it. */
  readonly truth: Float64Array
  /** The same without rare outliers: members learn from it. Same length. */
  readonly clean: Float64Array
  readonly seasons: Seasons
  readonly plan: Plan
  /** Ways to forecast; at least one of them must fit any history. */
  readonly fits: readonly FitMember[]
}

/** The members worth hearing, on the scale that suits the series. */
export interface Ensemble {
  readonly scale: Scale
  /** Learned on the whole history. */
  readonly forecast: Member
  /** Truth - forecast on that scale, for each earlier origin. */
  readonly errors: readonly Float64Array[]
}

/**
 * Learns every member on the oldest part of the history, holds it against the rest, and combines
 * those that did well by their median, learned again on all of it.
 */
export function learnEnsemble(input: EnsembleInput): Ensemble {
  const { clean, truth, seasons, plan } = input
  const scale = betterScale(input)
  const values = scaled(clean, scale)
  const actual = scaled(truth, scale)
  const train = values.subarray(0, plan.origins[0])
  const tried = input.fits.flatMap((fit) => {
    const member = fit(train, seasons)
    return member ? [{ fit, said: replay(member, values, plan) }] : []
  })
  const losses = tried.map(({ said }) => meanAbsolute(errorsOf(said, actual, plan)))
  const heard = trusted(losses).map((i) => tried[i]!)
  const combined = plan.origins.map((origin, o) =>
    sane(medianOf(heard.map(({ said }) => said[o]!)), values, origin),
  )
  const members = heard.flatMap(({ fit }) => fit(values, seasons) ?? [])
  return {
    scale,
    forecast: (past, origin, horizon) =>
      sane(medianOf(members.map((member) => member(past, origin, horizon))), past, origin),
    errors: errorsOf(combined, actual, plan),
  }
}

/**
 * Linear, or for positive values the log where the autoregression errs less on it, both measured in
 * the units of the series. One member decides for all: asking all costs twice and gains nothing.
 */
function betterScale({ clean, truth, seasons, plan }: EnsembleInput): Scale {
  const positive = clean.every((value) => value > 0) && truth.every((value) => value > 0)
  if (!positive) return linearScale
  const lossOn = (scale: Scale) => {
    const values = scaled(clean, scale)
    const member = fitAutoregression(values.subarray(0, plan.origins[0]), seasons)
    if (!member) return Infinity
    const said = replay(member, values, plan).map((path, o) => sane(path, values, plan.origins[o]!))
    return meanAbsolute(
      errorsOf(
        said.map((path) => path.map(scale.from)),
        truth,
        plan,
      ),
    )
  }
  return lossOn(logScale) < lossOn(linearScale) ? logScale : linearScale
}

function scaled(values: Float64Array, scale: Scale): Float64Array {
  return scale === linearScale ? values : values.map(scale.to)
}

/** The path kept within what the values before `origin` allow. */
function sane(path: Float64Array, values: Float64Array, origin: number): Float64Array {
  const range = allowedRange(values.subarray(0, origin))
  return path.map((value) => within(range, value, values[origin - 1]!))
}
