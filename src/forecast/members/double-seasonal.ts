import { minimize } from '../../math/nelder-mead.ts'
import { movingAverage } from '../../math/moving-average.ts'
import type { Seasons } from '../seasons.ts'
import type { FitMember } from './member.ts'

/** Smoothing of the level, the day and the week, and how much of an error carries over. */
type Rates = Float64Array

interface Start {
  readonly level: number
  readonly day: Float64Array
  readonly week: Float64Array
}

interface State extends Start {
  lastError: number
  level: number
  /** Sum of squared one-step errors after the warm-up. */
  cost: number
}

/**
 * Exponential smoothing of level, day and week at once, additive, with the first autocorrelation of
 * the errors put back (Taylor 2003, 2010). Needs two days; the week needs three weeks.
 */
export const fitDoubleSeasonal: FitMember = (values, seasons) => {
  const day = seasons.day || seasons.week
  if (!day || values.length < 2 * day) return undefined
  const week = seasons.day && seasons.week && values.length >= 3 * seasons.week ? seasons.week : 0
  const start = startOf(values, { day, week })
  const warmUp = week || day
  const rates = minimize((point) => smooth(values, start, point, warmUp).cost, {
    start: [0.05, 0.15, 0.15, 0.7],
    step: [0.1, 0.15, 0.15, 0.2],
    lower: [0, 0, 0, -0.5],
    upper: [0.9, 0.7, 0.7, 0.999],
    maxEvaluations: 60,
  })
  return (past, origin, horizon) => {
    const state = smooth(past.subarray(0, origin), start, rates, warmUp)
    return Float64Array.from({ length: horizon }, (_, i) => {
      const t = origin + i
      const season = state.day[t % state.day.length]! + state.week[t % state.week.length]!
      return state.level + season + rates[3]! ** (i + 1) * state.lastError
    })
  }
}

/** Profiles of the first two longest cycles about their moving average. */
function startOf(values: Float64Array, { day, week }: Seasons): Start {
  const longest = week || day
  const trend = movingAverage(values, longest)
  const first = values.subarray(0, Math.min(values.length, 2 * longest))
  const rest = first.map((value, i) => value - trend[i]!)
  const dayProfile = profileOf(rest, day)
  const weekProfile = week
    ? profileOf(
        rest.map((value, i) => value - dayProfile[i % day]!),
        week,
      )
    : new Float64Array(1)
  return { level: trend[0]!, day: dayProfile, week: weekProfile }
}

function profileOf(values: Float64Array, period: number): Float64Array {
  const profile = new Float64Array(period)
  const counts = new Float64Array(period)
  for (let i = 0; i < values.length; i++) {
    profile[i % period]! += values[i]!
    counts[i % period]!++
  }
  return profile.map((sum, i) => sum / Math.max(1, counts[i]!))
}

function smooth(values: Float64Array, start: Start, rates: Rates, warmUp: number): State {
  const day = start.day.slice()
  const week = start.week.slice()
  const [levelRate, dayRate, weekRate, carry] = rates as unknown as [number, number, number, number]
  const weekly = week.length > 1 ? weekRate : 0
  let { level } = start
  let lastError = 0
  let cost = 0
  for (let t = 0, d = 0, w = 0; t < values.length; t++) {
    const error = values[t]! - (level + day[d]! + week[w]!)
    const surprise = error - carry * lastError
    if (t >= warmUp) cost += surprise * surprise
    level += levelRate * error
    day[d]! += dayRate * error
    week[w]! += weekly * error
    lastError = error
    if (++d === day.length) d = 0
    if (++w === week.length) w = 0
  }
  return { level, day, week, lastError, cost }
}
