import { errorsOf, meanAbsolute, replay, type Plan } from './backtest.ts'
import { voicesOf, weightedMedian } from './combine.ts'
import type { FitMember } from './members/member.ts'
import {
  beyond,
  linearScale,
  logScale,
  rangeOf,
  wider,
  within,
  type Range,
  type Scale,
} from './scale.ts'
import type { Seasons } from './seasons.ts'

export interface EnsembleInput {
  /** What was measured (on the newest level): forecasts are held against it. */
  readonly truth: Float64Array
  /** The same without rare outliers: members learn from it. Same length. */
  readonly clean: Float64Array
  readonly seasons: Seasons
  readonly plan: Plan
  /** Ways to forecast. The first chooses the scale; at least one of them must fit any history. */
  readonly fits: readonly FitMember[]
}

/** The members worth hearing, on the scale that suits the series. */
export interface Ensemble {
  readonly scale: Scale
  /** What follows the whole history, on that scale. */
  forecast(horizon: number): Float64Array
  /** Truth - forecast on that scale, for each earlier origin. */
  readonly errors: readonly Float64Array[]
}

/**
 * Learns every member on the oldest part of the history, holds it against the rest, and combines
 * those that did well by their weighted median, learned again on all of it.
 */
export function learnEnsemble(input: EnsembleInput): Ensemble {
  const { seasons, plan } = input
  const chosen = betterScale(input)
  const { scale, values, actual } = chosen
  const tried = input.fits.flatMap((fit, i) => {
    const said = i === 0 ? chosen.said : tryOut(fit, values, input)
    return said ? [{ fit, said }] : []
  })
  const losses = tried.map(({ said }) => meanAbsolute(errorsOf(said, actual, plan)))
  const heard = voicesOf(losses).map(({ member, weight }) => ({ ...tried[member]!, weight }))
  const weights = heard.map(({ weight }) => weight)
  const combined = plan.origins.map((_, o) =>
    weightedMedian(
      heard.map(({ said }) => said[o]!),
      weights,
    ),
  )
  return {
    scale,
    forecast: (horizon) => {
      const path = combineAgain(heard, { values, seasons, horizon })
      return sane([path], values, [values.length])[0]!
    },
    errors: errorsOf(sane(combined, values, plan.origins), actual, plan),
  }
}

/** What a member that learned before the first origin says at each of them. */
function tryOut(
  fit: FitMember,
  values: Float64Array,
  { seasons, plan }: EnsembleInput,
): Float64Array[] | undefined {
  const member = fit(values.subarray(0, plan.origins[0]), seasons)
  return member && replay(member, values, plan)
}

interface Task {
  readonly values: Float64Array
  readonly seasons: Seasons
  readonly horizon: number
}

/** The members learned again on all values, and heard as loud as before. */
function combineAgain(
  heard: readonly { readonly fit: FitMember; readonly weight: number }[],
  { values, seasons, horizon }: Task,
): Float64Array {
  const said = heard.flatMap(({ fit, weight }) => {
    const member = fit(values, seasons)
    return member ? [{ path: member(values, values.length, horizon), weight }] : []
  })
  return weightedMedian(
    said.map(({ path }) => path),
    said.map(({ weight }) => weight),
  )
}

/** Both histories on a scale, and what the first member says there. */
interface Scaled {
  readonly scale: Scale
  readonly values: Float64Array
  readonly actual: Float64Array
  readonly said: readonly Float64Array[] | undefined
}

/**
 * So much less than on the log must be the error on the linear scale to be preferred. A dozen
 * forecasts cannot tell smaller differences from luck, and what is positive mostly varies in ratios.
 */
const CLEARLY_LESS = 0.8

/**
 * Linear, or for positive values the log unless the first member errs clearly less on the linear
 * scale, both measured in the units of the series. One member decides for all: it is the cheapest.
 */
function betterScale(input: EnsembleInput): Scaled {
  const { clean, truth } = input
  const linear = on(linearScale, input)
  if (!(rangeOf(clean).lowest > 0 && rangeOf(truth).lowest > 0)) return linear
  const log = on(logScale, input)
  return CLEARLY_LESS * lossOf(log, input) <= lossOf(linear, input) ? log : linear
}

function on(scale: Scale, input: EnsembleInput): Scaled {
  const { clean, truth, fits } = input
  const scaled = (column: Float64Array) => (scale === linearScale ? column : column.map(scale.to))
  const values = scaled(clean)
  const actual = truth === clean ? values : scaled(truth)
  return { scale, values, actual, said: tryOut(fits[0]!, values, input) }
}

function lossOf({ scale, values, said }: Scaled, { truth, plan }: EnsembleInput): number {
  if (!said) return Infinity
  const shown = sane(said, values, plan.origins).map((path) => path.map(scale.from))
  return meanAbsolute(errorsOf(shown, truth, plan))
}

/** Each path kept within what the values before its origin (ascending) allow. */
function sane(
  paths: readonly Float64Array[],
  values: Float64Array,
  origins: readonly number[],
): Float64Array[] {
  let seen = 0
  let known: Range = { lowest: Infinity, highest: -Infinity }
  return paths.map((path, o) => {
    const origin = origins[o]!
    known = wider(known, rangeOf(values.subarray(seen, origin)))
    seen = origin
    const range = beyond(known)
    const kept = new Float64Array(path.length)
    for (let i = 0; i < kept.length; i++) kept[i] = within(range, path[i]!, values[origin - 1]!)
    return kept
  })
}
