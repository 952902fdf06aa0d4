import { quantileOf } from './quantile.ts'
import { extrapolated, instantChange } from './extrapolated-rate.ts'
import { firstPlace, lastPlace, timeOf, type RangeFunction, type Window } from './window.ts'

/** Folds the samples of the window; NaN when there is none. */
function folded(fold: (state: number, value: number, count: number) => number): RangeFunction {
  return ({ data, low, high }) => {
    let state = NaN
    let count = 0
    for (let place = low; place <= high; place++) {
      const value = data[place]!
      if (Number.isNaN(value)) continue
      count++
      state = count === 1 ? fold(NaN, value, 1) : fold(state, value, count)
    }
    return count === 0 ? NaN : state
  }
}

/** Mean and variance in one pass (Welford). */
function variance({ data, low, high }: Window): number {
  let mean = 0
  let squares = 0
  let count = 0
  for (let place = low; place <= high; place++) {
    const value = data[place]!
    if (Number.isNaN(value)) continue
    count++
    const off = value - mean
    mean += off / count
    squares += off * (value - mean)
  }
  return count === 0 ? NaN : squares / count
}

/** Least squares through the window: slope a second, and height at `zero` (milliseconds). */
function line(window: Window, zero: number): { slope: number; height: number } | undefined {
  let count = 0
  let sumX = 0
  let sumY = 0
  let sumXY = 0
  let sumXX = 0
  for (let place = window.low; place <= window.high; place++) {
    const y = window.data[place]!
    if (Number.isNaN(y)) continue
    const x = (timeOf(window, place) - zero) / 1000
    count++
    sumX += x
    sumY += y
    sumXY += x * y
    sumXX += x * x
  }
  if (count < 2) return undefined
  const slope = (sumXY - (sumX * sumY) / count) / (sumXX - (sumX * sumX) / count)
  return { slope, height: sumY / count - (slope * sumX) / count }
}

/** Pairs of neighbours for which `counts` holds. */
function neighbours(counts: (previous: number, value: number) => boolean): RangeFunction {
  return ({ data, low, high }) => {
    let previous = NaN
    let count = NaN
    for (let place = low; place <= high; place++) {
      const value = data[place]!
      if (Number.isNaN(value)) continue
      count = Number.isNaN(previous) ? 0 : count + (counts(previous, value) ? 1 : 0)
      previous = value
    }
    return count
  }
}

function quantileOverTime({ data, low, high, argument }: Window): number {
  const values = data.slice(low, high + 1).filter((value) => !Number.isNaN(value))
  return values.length === 0 ? NaN : quantileOf(values.sort(), argument)
}

export const RANGE_FUNCTIONS: Readonly<Record<string, RangeFunction>> = {
  rate: extrapolated({ counter: true, perSecond: true }),
  increase: extrapolated({ counter: true, perSecond: false }),
  delta: extrapolated({ counter: false, perSecond: false }),
  irate: instantChange({ counter: true }),
  idelta: instantChange({ counter: false }),
  deriv: (window) => line(window, timeOf(window, firstPlace(window)))?.slope ?? NaN,
  predict_linear(window) {
    const fit = line(window, window.end)
    return fit ? fit.height + fit.slope * window.argument : NaN
  },
  avg_over_time: folded((mean, value, n) => (n === 1 ? value : mean + (value - mean) / n)),
  sum_over_time: folded((sum, value, n) => (n === 1 ? value : sum + value)),
  min_over_time: folded((least, value, n) => (n === 1 ? value : Math.min(least, value))),
  max_over_time: folded((most, value, n) => (n === 1 ? value : Math.max(most, value))),
  count_over_time: folded((_count, _value, n) => n),
  last_over_time: (window) => window.data[lastPlace(window)] ?? NaN,
  present_over_time: (window) => (lastPlace(window) < window.low ? NaN : 1),
  stdvar_over_time: variance,
  stddev_over_time: (window) => Math.sqrt(variance(window)),
  quantile_over_time: quantileOverTime,
  changes: neighbours((previous, value) => previous !== value),
  resets: neighbours((previous, value) => value < previous),
}

/** Where the scalar argument stands, of the functions that take one; the range is the other. */
export const SCALAR_ARGUMENT: Readonly<Record<string, number>> = {
  quantile_over_time: 0,
  predict_linear: 1,
}
