/** One pair of windows after the SRE workbook (Google 2018, chapter 5, "multiwindow, multi-burn-rate"). */
export interface BurnRule {
  readonly severity: 'page' | 'ticket'
  /** Seconds over which the budget burns this fast. */
  readonly long: number
  /** Seconds in which it still does, so that the alert ends soon after the burn. */
  readonly short: number
  /** How many times too fast, for a window of 30 days. */
  readonly factor: number
}

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

export const BURN_RULES: readonly BurnRule[] = [
  { severity: 'page', long: HOUR, short: 5 * MINUTE, factor: 14.4 },
  { severity: 'page', long: 6 * HOUR, short: 30 * MINUTE, factor: 6 },
  { severity: 'ticket', long: DAY, short: 2 * HOUR, factor: 3 },
  { severity: 'ticket', long: 3 * DAY, short: 6 * HOUR, factor: 1 },
]

const USUAL_WINDOW = 30 * DAY

/**
 * The error ratio from which a rule speaks. The factors stand for shares of a budget of 30 days
 * (14.4 times for an hour is 2 % of it), so that another window scales them, never below 1. Where
 * even failing altogether burns no faster than that (an objective of 90 % allows 10 times), it is
 * half-way between what is promised and failing altogether.
 */
export function ratioToSpeak(
  { factor }: BurnRule,
  { objective, windowSeconds }: { objective: number; windowSeconds: number },
): number {
  const allowed = 1 - objective
  const scaled = Math.max(1, (factor * windowSeconds) / USUAL_WINDOW)
  return Math.min(scaled * allowed, (1 + allowed) / 2)
}
