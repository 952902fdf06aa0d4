import type { Counts } from './counts.ts'

/** Which hours an error budget is counted over. */
export interface BudgetWindow {
  /** Hours of the whole window, a calendar's month or the like included. */
  readonly hours: number
  /** Hours of it that are behind us: all of a rolling window. */
  readonly elapsed: number
  /** Whether what is old leaves the window, and so gives its share of the budget back. */
  readonly rolls: boolean
}

/** What of a budget is spent. */
export interface BudgetState {
  /** Errors as a share of those that the window allows; above 1 the objective is missed. */
  readonly spent: number
  /** Errors that the window allows in all. */
  readonly allowed: number
  /** Share of the hours behind us of which we know; below 1 more may be spent than we saw. */
  readonly known: number
}

/** The state of a window hour by hour: errors and events inside it, as time goes on. */
export interface WindowSums {
  errors: number
  total: number
  /** Hours inside the window of which nothing is known, the future of a calendar's included. */
  unknown: number
}

export function windowSums({ errors, total }: Counts, window: BudgetWindow): WindowSums {
  const sums = { errors: 0, total: 0, unknown: window.hours }
  const from = Math.max(firstKnown(total), total.length - Math.round(window.elapsed))
  for (let i = from; i < total.length; i++) {
    sums.errors += errors[i]! || 0
    sums.total += total[i]! || 0
    sums.unknown--
  }
  return sums
}

/**
 * Share of the budget that is spent. Hours of which nothing is known count with the mean traffic and
 * no errors: else the first bad hour of a new service would have spent a month's budget.
 */
export function spentShare(sums: WindowSums, objective: number, meanTotal: number): number {
  const allowed = (1 - objective) * (sums.total + Math.max(0, sums.unknown) * meanTotal)
  return allowed > 0 ? sums.errors / allowed : 0
}

export function meanHourlyTotal({ total }: Counts): number {
  const from = firstKnown(total)
  // The newest hour may be unfinished.
  const end = Math.max(from + 1, total.length - 1)
  let sum = 0
  for (let i = from; i < end; i++) sum += total[i]! || 0
  return sum / (end - from)
}

/** Index of the oldest hour of which anything is known; gaps after it are hours without events. */
export function firstKnown(total: Float64Array): number {
  const index = total.findIndex((value) => value >= 0)
  return index < 0 ? total.length : index
}

export function budgetState(hours: Counts, window: BudgetWindow, objective: number): BudgetState {
  const sums = windowSums(hours, window)
  const mean = meanHourlyTotal(hours)
  const behind = Math.min(window.elapsed, window.hours)
  const seen = window.hours - sums.unknown
  return {
    spent: spentShare(sums, objective, mean),
    allowed: (1 - objective) * (sums.total + Math.max(0, sums.unknown) * mean),
    known: behind > 0 ? Math.min(1, seen / behind) : 1,
  }
}
