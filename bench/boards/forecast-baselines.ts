import { fitLine } from '../../src/math/line-fit.ts'
import { mean } from '../../src/math/moving-average.ts'
import { minimize } from '../../src/math/nelder-mead.ts'

/** What others would say: `horizon` values that follow `values`, with a season of `period` steps. */
export type Baseline = (values: Float64Array, horizon: number, period: number) => Float64Array

export const naive: Baseline = (values, horizon) => new Float64Array(horizon).fill(values.at(-1)!)

export const seasonalNaive: Baseline = (values, horizon, period) =>
  Float64Array.from({ length: horizon }, (_, i) => values[values.length - period + (i % period)]!)

/** The last value, with the season taken off and put back: the competition's Naive2. */
export const naive2: Baseline = (values, horizon, period) => {
  const { adjusted, factorAt } = withoutSeason(values, period)
  return Float64Array.from({ length: horizon }, (_, i) => adjusted.at(-1)! * factorAt(i))
}

/**
 * Classical theta (Assimakopoulos & Nikolopoulos 2000), as the competition ran it: half of the line
 * through the seasonally adjusted values, half of the smoothed line of theta 2; never negative.
 */
export const theta: Baseline = (values, horizon, period) => {
  const { adjusted, factorAt } = withoutSeason(values, period)
  const { slope, intercept } = fitLine(adjusted)
  const bent = adjusted.map((value, i) => 2 * value - (intercept + slope * i))
  const level = smoothedLevel(bent)
  return Float64Array.from({ length: horizon }, (_, i) => {
    const line = intercept + slope * (values.length + i)
    return Math.max(0, (level + line) / 2) * factorAt(i)
  })
}

/** PromQL's `predict_linear` over the last `window` values: least squares, drawn on. */
export function predictLinear(window: number): Baseline {
  return (values, horizon) => {
    const start = Math.max(0, values.length - window)
    const { slope, intercept } = fitLine(values, start)
    return Float64Array.from(
      { length: horizon },
      (_, i) => intercept + slope * (values.length - start + i),
    )
  }
}

/**
 * PromQL's `double_exponential_smoothing` over the last `window` values. It answers a level, which
 * stands for all of the horizon; `extrapolated` draws the smoothed trend on, as people wish it did.
 */
export function doubleSmoothing(window: number, extrapolated: boolean): Baseline {
  const [smoothing, trending] = [0.5, 0.1]
  return (values, horizon) => {
    const range = values.subarray(Math.max(0, values.length - window))
    let before = 0
    let level = range[0]!
    let trend = range[1]! - range[0]!
    for (let i = 1; i < range.length; i++) {
      if (i > 1) trend = trending * (level - before) + (1 - trending) * trend
      const next = smoothing * range[i]! + (1 - smoothing) * (level + trend)
      before = level
      level = next
    }
    return Float64Array.from({ length: horizon }, (_, i) =>
      extrapolated ? level + trend * (i + 1) : level,
    )
  }
}

interface Deseasonalised {
  readonly adjusted: Float64Array
  /** The season of the i-th value after the last. */
  readonly factorAt: (i: number) => number
}

/** R's multiplicative `decompose`, where the competition's test at 90 % finds a season. */
function withoutSeason(values: Float64Array, period: number): Deseasonalised {
  if (!isSeasonal(values, period)) return { adjusted: values, factorAt: () => 1 }
  const factors = factorsOf(values, period)
  return {
    adjusted: values.map((value, i) => value / factors[i % period]!),
    factorAt: (i) => factors[(values.length + i) % period]!,
  }
}

function isSeasonal(values: Float64Array, period: number): boolean {
  if (values.length < 3 * period) return false
  const center = mean(values)
  const product = (lag: number) => {
    let sum = 0
    for (let i = lag; i < values.length; i++)
      sum += (values[i]! - center) * (values[i - lag]! - center)
    return sum
  }
  const power = product(0)
  let squares = 0
  for (let lag = 1; lag < period; lag++) squares += (product(lag) / power) ** 2
  const limit = (1.645 / Math.sqrt(values.length)) * Math.sqrt(1 + 2 * squares)
  return Math.abs(product(period) / power) > limit
}

/** Mean ratio to the centred moving average for each phase, scaled to a mean of 1. */
function factorsOf(values: Float64Array, period: number): Float64Array {
  const half = period >> 1
  const sums = new Float64Array(period)
  const counts = new Float64Array(period)
  for (let i = half; i < values.length - half; i++) {
    let trend = (values[i - half]! + values[i + half]!) / 2
    for (let j = i - half + 1; j < i + half; j++) trend += values[j]!
    sums[i % period]! += values[i]! / (trend / period)
    counts[i % period]!++
  }
  const ratios = sums.map((sum, phase) => sum / counts[phase]!)
  const center = mean(ratios)
  return ratios.map((ratio) => ratio / center)
}

/** Level at the end of simple exponential smoothing, rate and start by least squares. */
function smoothedLevel(values: Float64Array): number {
  const first = values[0]!
  const spread = Math.sqrt(mean(values.map((value) => (value - first) ** 2))) || 1
  const follow = ([rate = 0, start = 0]: Float64Array) => {
    let level = start
    let cost = 0
    for (const value of values) {
      const error = value - level
      cost += error * error
      level += rate * error
    }
    return { level, cost }
  }
  const best = minimize((point) => follow(point).cost, {
    start: [0.3, first],
    step: [0.3, 0.2 * spread],
    lower: [1e-4, first - 5 * spread],
    upper: [0.9999, first + 5 * spread],
    maxEvaluations: 80,
  })
  return follow(best).level
}
