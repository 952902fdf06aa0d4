import type { BudgetWindow } from '../../forecast/budget/budget-window.ts'
import type { ObjectiveWindow } from '../../model/objective.ts'

const HOUR = 3600
const DAY = 86_400

/** What days there are is learned from at least four weeks, however short the window. */
const LEAST_KEPT = 28 * DAY

/** Hours of history that are kept. */
export function hoursKept(window: ObjectiveWindow): number {
  const seconds = window.kind === 'rolling' ? window.seconds : 31 * DAY
  return Math.max(LEAST_KEPT, seconds) / HOUR
}

/** Which hours count at `now`, and how many are still to come (all of a rolling window's). */
export function windowAt(
  window: ObjectiveWindow,
  now: number,
): BudgetWindow & { readonly horizon: number } {
  if (window.kind === 'rolling') {
    const hours = window.seconds / HOUR
    return { hours, elapsed: hours, rolls: true, horizon: hours }
  }
  const { start, end } = window.period === 'week' ? weekOf(now) : monthOf(now)
  const hours = Math.round((end - start) / HOUR)
  // The hour that has begun is kept as one.
  const elapsed = Math.min(hours, Math.floor((now - start) / HOUR) + 1)
  return { hours, elapsed, rolls: false, horizon: Math.max(1, hours - elapsed) }
}

/** Seconds of the whole window, by which burn rates are scaled. */
export function secondsOf(window: ObjectiveWindow): number {
  if (window.kind === 'rolling') return window.seconds
  return (window.period === 'week' ? 7 : 30) * DAY
}

/** From Monday, midnight UTC: 1970-01-01 was a Thursday. */
function weekOf(now: number) {
  const start = Math.floor((now - 4 * DAY) / (7 * DAY)) * 7 * DAY + 4 * DAY
  return { start, end: start + 7 * DAY }
}

function monthOf(now: number) {
  const date = new Date(now * 1000)
  const monthAt = (ahead: number) =>
    Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead, 1) / 1000
  return { start: monthAt(0), end: monthAt(1) }
}
