import type { Member } from './members/member.ts'

/** Origins of a backtest: enough for a tail, few enough to be cheap. */
const ORIGINS = 12

/** Long paths are checked from fewer origins: each says more, and the work stays bounded. */
const FEWEST_ORIGINS = 8
const CHECKED_VALUES = 10_000

/** The newest share of a history in which forecasts are made again; members learn from the rest. */
const HELD_BACK = 0.4

/** Where forecasts are made again, ascending, and how many steps they look ahead. */
export interface Plan {
  readonly origins: readonly number[]
  readonly horizon: number
}

/**
 * Origins spread over the newest two fifths of the history, at least a quarter of a horizon apart,
 * the last one a horizon before the end. Where the history is too short to check the horizon asked for
 * (a quarter of it), a shorter one is checked.
 */
export function planBacktest(length: number, horizon: number): Plan {
  const checked = Math.max(1, Math.min(horizon, length >> 2))
  const first = Math.ceil((1 - HELD_BACK) * length)
  const last = length - checked
  const most = Math.max(FEWEST_ORIGINS, Math.min(ORIGINS, Math.floor(CHECKED_VALUES / checked)))
  const apart = Math.floor((last - first) / (most - 1))
  const stride = Math.max(1, checked >> 2, apart)
  const count = Math.min(most, 1 + Math.max(0, Math.floor((last - first) / stride)))
  const origins = Array.from({ length: count }, (_, i) => last - (count - 1 - i) * stride)
  return { origins, horizon: checked }
}

/** What a member says at each origin, knowing only what came before it. */
export function replay(member: Member, values: Float64Array, plan: Plan): Float64Array[] {
  return plan.origins.map((origin) => member(values, origin, plan.horizon))
}

/** Truth - forecast, for each origin. */
export function errorsOf(
  forecasts: readonly Float64Array[],
  truth: Float64Array,
  { origins }: Plan,
): Float64Array[] {
  return forecasts.map((forecast, o) => {
    const errors = new Float64Array(forecast.length)
    for (let i = 0; i < errors.length; i++) errors[i] = truth[origins[o]! + i]! - forecast[i]!
    return errors
  })
}

/** Mean absolute error over all origins and horizons; Infinity when a forecast was no number. */
export function meanAbsolute(errors: readonly Float64Array[]): number {
  let sum = 0
  let count = 0
  for (const row of errors)
    for (const error of row) {
      sum += Math.abs(error)
      count++
    }
  return Number.isFinite(sum) ? sum / count : Infinity
}
