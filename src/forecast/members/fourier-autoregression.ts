import { mean } from '../../math/moving-average.ts'
import { createRidge } from '../../math/ridge.ts'
import type { FitMember } from './member.ts'
import { wavesOf } from './waves.ts'

/** At most this many rows enter a fit; of longer histories every k-th. */
const MAXIMUM_ROWS = 800

/**
 * Regression on the last two values, those a day and a week ago, and on waves of the day and the
 * week: the shape is learned from all cycles at once, and what departs from it dies away. Newer rows
 * weigh more (half for every 12.5 days). Needs a day, and three rows for every column.
 */
export const fitFourierAutoregression: FitMember = (values, { day, week }) => {
  if (!day) return undefined
  const hasWeek = week > 0 && values.length >= 2 * week + 4 * day
  const lags = [1, 2, day, hasWeek ? week : 0].filter(
    (lag, i, all) => lag && all.indexOf(lag) === i,
  )
  const waves = wavesOf({ day, week: hasWeek ? week : 0 })
  const memory = Math.max(...lags)
  const columns = lags.length + waves.count + 1
  if (values.length - memory < 3 * columns) return undefined
  const center = mean(values)
  const row = new Float64Array(columns)
  /** Reads the past of `from[index]`, which is step `t` of the clock. */
  const look = (from: Float64Array, index: number, t: number) => {
    for (let j = 0; j < lags.length; j++) row[j] = from[index - lags[j]!]! - center
    waves.write(t, row, lags.length)
    row[columns - 1] = 1
  }
  const ridge = createRidge(columns)
  const stride = Math.ceil((values.length - memory) / MAXIMUM_ROWS)
  for (let t = values.length - 1; t >= memory; t -= stride) {
    look(values, t, t)
    ridge.add(row, values[t]! - center, 0.5 ** ((values.length - 1 - t) / (12.5 * day)))
  }
  const coefficients = ridge.solve(1e-3)
  return (all, origin, horizon) => {
    const path = new Float64Array(memory + horizon)
    path.set(all.subarray(origin - memory, origin))
    for (let i = memory; i < path.length; i++) {
      look(path, i, origin - memory + i)
      let value = center
      for (let j = 0; j < columns; j++) value += coefficients[j]! * row[j]!
      path[i] = value
    }
    return path.subarray(memory)
  }
}
