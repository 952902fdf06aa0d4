import type { FitMember, Member } from './members/member.ts'
import type { Seasons } from './seasons.ts'

/** Origins of a backtest: enough for a tail, few enough to be cheap. */
const ORIGINS = 12

/** Where in the history forecasts are made again, and how far they look. */
export interface Plan {
  readonly origins: readonly number[]
  /** Steps; shorter than asked where the history is too short to check that far. */
  readonly horizon: number
}

/**
 * Overlapping origins a quarter of the horizon apart, the last one a horizon before the end, in the
 * newest two fifths of the history; the horizon takes at most a quarter of it.
 */
export function planBacktest(length: number, horizon: number): Plan {
  const checked = Math.max(1, Math.min(horizon, length >> 2))
  const stride = Math.max(1, checked >> 2)
  const origins: number[] = []
  for (let origin = length - checked; origins.length < ORIGINS; origin -= stride) {
    if (origin < 0.6 * length && origins.length > 0) break
    origins.unshift(origin)
  }
  return { origins, horizon: checked }
}

/** A member, and what it said at each origin of the plan knowing only what came before it. */
export interface Tried {
  readonly fit: FitMember
  readonly forecasts: readonly Float64Array[]
}

/** Learns each member on what lies before the first origin, and asks it at every origin. */
export function backtest(
  fits: readonly FitMember[],
  values: Float64Array,
  { seasons, plan }: { seasons: Seasons; plan: Plan },
): Tried[] {
  const train = values.subarray(0, plan.origins[0]!)
  return fits.flatMap((fit) => {
    const member: Member | undefined = fit(train, seasons)
    if (!member) return []
    return { fit, forecasts: plan.origins.map((at) => member(values, at, plan.horizon)) }
  })
}
