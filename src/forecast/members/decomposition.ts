import { minimize } from '../../math/nelder-mead.ts'
import { mean, movingAverage } from '../../math/moving-average.ts'
import type { FitMember } from './member.ts'

/** How much less a cycle weighs than the one after it. */
const CYCLE_WEIGHT = 0.7

interface Decomposition {
  /** The values without their seasons. */
  readonly adjusted: Float64Array
  /** A profile for each period, aligned to index 0 of the values. */
  readonly profiles: readonly Float64Array[]
}

/** Seasonal profiles (newer cycles weigh more) on top of a damped trend of what is left. */
export const fitDecomposition: FitMember = (values, { day, week }) => {
  const periods = [day, week].filter((period) => period > 0 && values.length >= 2 * period)
  const damping = fitDampedTrend(decompose(values, periods).adjusted)
  return (past, origin, horizon) => {
    const { adjusted, profiles } = decompose(past.subarray(0, origin), periods)
    const path = extendDampedTrend(adjusted, damping, horizon)
    for (const profile of profiles)
      for (let i = 0; i < horizon; i++) path[i]! += profile[(origin + i) % profile.length]!
    return path
  }
}

/** Additive seasons about a moving average over the longest period; two are found in turn, twice. */
function decompose(values: Float64Array, periods: readonly number[]): Decomposition {
  const longest = periods.at(-1)
  const trend = longest
    ? movingAverage(values, longest)
    : new Float64Array(values.length).fill(mean(values))
  const rest = new Float64Array(values.length)
  for (let i = 0; i < rest.length; i++) rest[i] = values[i]! - trend[i]!
  const profiles = periods.map((period) => new Float64Array(period))
  for (let pass = 0; pass < profiles.length; pass++)
    for (const profile of profiles) {
      if (pass > 0) addProfile(rest, profile, 1)
      learnProfile(rest, profile)
      addProfile(rest, profile, -1)
    }
  for (let i = 0; i < rest.length; i++) rest[i]! += trend[i]!
  return { adjusted: rest, profiles }
}

function addProfile(values: Float64Array, profile: Float64Array, sign: 1 | -1): void {
  for (let i = 0, p = 0; i < values.length; i++) {
    values[i]! += sign * profile[p]!
    if (++p === profile.length) p = 0
  }
}

function learnProfile(values: Float64Array, profile: Float64Array): void {
  const period = profile.length
  for (let phase = 0; phase < period; phase++) {
    let weight = 1
    let weights = 0
    let sum = 0
    for (
      let i = phase + period * Math.floor((values.length - 1 - phase) / period);
      i >= 0;
      i -= period
    ) {
      sum += weight * values[i]!
      weights += weight
      weight *= CYCLE_WEIGHT
    }
    profile[phase] = sum / weights
  }
  const center = mean(profile)
  for (let phase = 0; phase < period; phase++) profile[phase]! -= center
}

interface Trend {
  readonly level: number
  readonly slope: number
  readonly cost: number
}

/** Smoothing of level and slope, and how fast the slope dies away (Gardner & McKenzie 1985). */
function fitDampedTrend(values: Float64Array): Float64Array {
  return minimize((rates) => followTrend(values, rates).cost, {
    start: [0.4, 0.1, 0.9],
    step: [0.3, 0.1, -0.1],
    lower: [1e-3, 1e-4, 0.8],
    upper: [0.999, 0.999, 0.98],
    maxEvaluations: 60,
  })
}

function followTrend(values: Float64Array, rates: Float64Array): Trend {
  const levelRate = rates[0]!
  const slopeRate = rates[1]! * levelRate
  const damping = rates[2]!
  const ahead = Math.min(24, values.length - 1)
  let level = values[0]!
  let slope = (values[ahead]! - level) / Math.max(1, ahead)
  let cost = 0
  for (let i = 0; i < values.length; i++) {
    const expected = level + damping * slope
    const error = values[i]! - expected
    cost += error * error
    level = expected + levelRate * error
    slope = damping * slope + slopeRate * error
  }
  return { level, slope, cost }
}

function extendDampedTrend(
  values: Float64Array,
  rates: Float64Array,
  horizon: number,
): Float64Array {
  const { level, slope } = followTrend(values, rates)
  const damping = rates[2]!
  const path = new Float64Array(horizon)
  let travelled = 0
  for (let i = 0, share = damping; i < horizon; i++, share *= damping) {
    travelled += share
    path[i] = level + travelled * slope
  }
  return path
}
