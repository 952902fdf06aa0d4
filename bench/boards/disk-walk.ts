import { HISTORY_DAYS, STEPS_PER_DAY, WALK_DAYS } from './disk-world.ts'
import { HORIZON, stepsUntilFull } from './disk-rules.ts'

const HOUR = STEPS_PER_DAY / 24

/** What one rule did to one disk in a week of looking every hour. */
export interface Walked {
  readonly falseAlarms: number
  readonly trueAlarms: number
  /** Hours that the alarm was open before each time the disk became full; 0: it was not. */
  readonly leads: readonly number[]
}

/** Whether a rule wants its alarm open, given whether it is. */
export type Rule = (now: number, isOpen: boolean) => boolean

/**
 * Walks hour by hour through the week after the history. An alarm that opens is false when the disk does
 * not become full within four days. While a disk is full nobody is asked, and the alarm is closed.
 */
export function walk(free: Float64Array, rule: Rule): Walked {
  const first = HISTORY_DAYS * STEPS_PER_DAY - 1
  const last = first + WALK_DAYS * STEPS_PER_DAY
  let openedAt = -1
  let falseAlarms = 0
  let trueAlarms = 0
  let lastFull = -Infinity
  const leads: number[] = []
  for (let now = first; now < last; now += HOUR) {
    const isOpen = openedAt >= 0
    if (free[now]! > 0 && rule(now, isOpen)) {
      if (!isOpen) {
        openedAt = now
        if (stepsUntilFull(free, now) > 0) trueAlarms++
        else falseAlarms++
      }
    } else openedAt = -1
    const full = fullWithinHour(free, now)
    if (full === 0) continue
    // A disk that stays full, or touches it again within a day, became full once.
    if (now + full - lastFull > STEPS_PER_DAY && free[now]! > 0)
      leads.push(openedAt >= 0 ? (now + full - openedAt) / HOUR : 0)
    lastFull = now + full
  }
  return { falseAlarms, trueAlarms, leads }
}

function fullWithinHour(free: Float64Array, now: number): number {
  const within = stepsUntilFull(free, now)
  return within > 0 && within <= Math.min(HOUR, HORIZON) ? within : 0
}

/** A rule that fires only after it has been true for an hour. */
export function forAnHour(says: (now: number) => boolean): Rule {
  return (now) => says(now) && says(now - HOUR)
}
