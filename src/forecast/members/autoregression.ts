import { mean } from '../../math/moving-average.ts'
import { createRidge } from '../../math/ridge.ts'
import type { Seasons } from '../seasons.ts'
import type { FitMember } from './member.ts'

/** At most this many rows enter a fit; of longer histories every k-th. */
const MAXIMUM_ROWS = 1500

export interface Autoregression {
  /** Steps back, ascending. */
  readonly lags: Int32Array
  /** One for each lag, then the intercept; all about `center`. */
  readonly coefficients: Float64Array
  readonly center: number
}

/**
 * Steps back that may tell the next value: the last three, and the neighbourhood of the same time a
 * day, two days and a week ago. A lag must leave at least `4 · lags` rows to learn from.
 */
function lagsFor({ day, week }: Seasons, length: number): number[] {
  const near = day ? [1, 2, 3] : [1, 2, 3, 4, 6, 8, 12]
  const daily = day ? [day - 1, day, day + 1, 2 * day] : []
  const weekly = week ? [week - 1, week, week + 1] : []
  const lags = [...near, ...daily, ...weekly]
  const spare = Math.max(24, 4 * lags.length, day)
  return lags.filter((lag, i) => length - lag >= spare && lags.indexOf(lag) === i)
}

/**
 * Regression of each value on those `lags` steps before it, ridge 1e-3, newer rows weighing more
 * (half for every 12.5 days, where there is a day). Undefined when no lag fits.
 */
export function fitLags(values: Float64Array, seasons: Seasons): Autoregression | undefined {
  const lags = Int32Array.from(lagsFor(seasons, values.length)).sort()
  if (lags.length === 0) return undefined
  const columns = lags.length + 1
  const center = mean(values)
  const ridge = createRidge(columns)
  const row = new Float64Array(columns)
  const stride = Math.ceil((values.length - lags.at(-1)!) / MAXIMUM_ROWS)
  for (let t = values.length - 1; t >= lags.at(-1)!; t -= stride) {
    for (let j = 0; j < lags.length; j++) row[j] = values[t - lags[j]!]! - center
    row[lags.length] = 1
    const age = values.length - 1 - t
    ridge.add(row, values[t]! - center, seasons.day ? 0.5 ** (age / (12.5 * seasons.day)) : 1)
  }
  return { lags, coefficients: ridge.solve(1e-3), center }
}

/** What the model expects at index `t`, from the values before it. */
export function nextValue(model: Autoregression, values: Float64Array, t: number): number {
  const { lags, coefficients, center } = model
  let value = coefficients[lags.length]! + center
  for (let j = 0; j < lags.length; j++) value += coefficients[j]! * (values[t - lags[j]!]! - center)
  return value
}

/** The next `steps` values after `past`, the model being fed with its own forecasts. */
export function pathOf(model: Autoregression, past: Float64Array, steps: number): Float64Array {
  const memory = model.lags.at(-1)!
  const path = new Float64Array(memory + steps)
  path.set(past.subarray(past.length - memory))
  for (let t = memory; t < path.length; t++) path[t] = nextValue(model, path, t)
  return path.subarray(memory)
}

/** The autoregression as a member. */
export const fitAutoregression: FitMember = (values, seasons) => {
  const model = fitLags(values, seasons)
  return model && ((past, origin, horizon) => pathOf(model, past.subarray(0, origin), horizon))
}
