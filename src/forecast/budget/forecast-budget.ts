import { createRandom } from '../../math/random.ts'
import { breachSeconds, type Crossing } from '../crossing/question.ts'
import {
  budgetState,
  firstKnown,
  meanHourlyTotal,
  spentShare,
  windowSums,
  type BudgetState,
  type BudgetWindow,
  type WindowSums,
} from './budget-window.ts'
import { episodeLengths, episodeRatio, type Burning } from './burning-now.ts'
import { ratioOf, type Counts } from './counts.ts'
import { remainingHours } from './how-long.ts'
import { daysOf, UrnOfDays, type Days, type DrawnDay } from './urn-of-days.ts'

export interface BudgetQuestion {
  readonly objective: number
  /** Stretches of an hour, at least one day, better four weeks; the newest may be unfinished. */
  readonly hours: Counts
  readonly window: BudgetWindow
  /** How far to look ahead: a rolling window's length, or what is left of a calendar's. */
  readonly horizonHours: number
  /** The burn that goes on now: see `burningNow`. */
  readonly burning?: Burning | undefined
  /** Same seed, same answer. */
  readonly seed?: number
}

export interface BudgetForecast extends BudgetState {
  /** Undefined with less than a week of history: from fewer days the probabilities come out too high. */
  readonly crossing: Crossing | undefined
  /** Seconds until it is gone, if it burns on as it does now; null without a burn, or beyond the horizon. */
  readonly secondsAtThisRate: number | null
}

const PATHS = 400
/** Days of every kind there are. */
const LEAST_DAYS = 7

/**
 * Whether and when an error budget will be gone, from simulated futures: the burn that goes on lasts
 * for a random time (see `remainingHours`), then days like those of the past follow (see
 * `UrnOfDays`); what is old leaves a rolling window and gives budget back. Undefined without a whole
 * day of history, or where the window allows less than one error: no measurement can keep or break
 * such a promise. The work is bounded by 400 futures times the horizon.
 */
export function forecastBudget(question: BudgetQuestion): BudgetForecast | undefined {
  const { objective, hours, window } = question
  const days = daysOf(hours)
  const state = budgetState(hours, window, objective)
  if (days.count < 1 || state.allowed < 1) return undefined
  const gone = state.spent >= 1
  return {
    ...state,
    crossing: days.count < LEAST_DAYS ? undefined : crossingOf(question, days, gone),
    secondsAtThisRate: gone ? 0 : secondsAtThisRate(question, days),
  }
}

function crossingOf(question: BudgetQuestion, days: Days, gone: boolean): Crossing {
  const random = createRandom(question.seed ?? 1)
  const reference = shareOfWindows(question, days, random)
  if (gone) return { ...GONE, reference }
  const crossed = simulate(question, days, random)
  const probability = (crossed.length + 0.5) / (PATHS + 1)
  const seconds = Float64Array.from(crossed, (hour) => hour * 3600).sort()
  const breach_seconds = breachSeconds(probability, seconds)
  return { probability, breach_seconds, model: 'budget', reference }
}

const GONE = {
  probability: 1,
  breach_seconds: { p10: 0, p50: 0, p90: 0 },
  model: 'budget',
} as const

/** Hours until the budget is gone, of each future in which it goes. */
function simulate(question: BudgetQuestion, days: Days, random: () => number): number[] {
  const { objective, hours, burning } = question
  const { errors, total } = hours
  const urn = new UrnOfDays(days, 1 - objective, random)
  const lasts =
    burning && remainingHours(burning.age, episodeLengths(hours, episodeRatio(hours, objective)))
  const crossed: number[] = []
  const opening = openingOf(question)
  for (let path = 0; path < PATHS; path++) {
    urn.clear()
    const until = lasts ? lasts(random) : 0
    const ratio = burning ? ratioLike(burning, random) : 0
    let drawn: DrawnDay = { day: 0, ratio: NaN }
    const hour = hoursUntilGone(question, opening, (h) => {
      if (h % 24 === 0) drawn = urn.draw()
      const burnsOn = h < until
      const from = burnsOn ? hourLike(h, days) : days.newest - 24 * drawn.day + (h % 24)
      const all = total[from]! || 0
      const burns = burnsOn ? ratio : drawn.ratio
      future.total = all
      future.errors = Number.isNaN(burns) ? errors[from]! || 0 : burns * all
      return future
    })
    if (hour !== undefined) crossed.push(hour)
  }
  return crossed
}

/** Index of the past hour whose traffic is expected `h` hours ahead: a week before, if we know it. */
function hourLike(h: number, { count, newest }: Days): number {
  const back = count >= 7 ? 7 : 1
  return newest - 24 * (back - 1) + (h % (24 * back))
}

/** Written anew for each hour: no object an hour. */
const future = { errors: 0, total: 0 }

/** Error ratio of a burn whose errors were counted, with the doubt of a count (Wilson & Hilferty 1931). */
function ratioLike({ events }: Burning, random: () => number): number {
  const shape = events.errors
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const root = 1 - 1 / (9 * shape) + normal / (3 * Math.sqrt(shape))
  return Math.min(1, (Math.max(0, root) ** 3 * shape) / events.total)
}

/** What all futures begin with. */
interface Opening {
  readonly sums: WindowSums
  readonly mean: number
  /** Index of the oldest hour of which anything is known. */
  readonly known: number
}

function openingOf({ hours, window }: BudgetQuestion): Opening {
  return {
    sums: windowSums(hours, window),
    mean: meanHourlyTotal(hours),
    known: firstKnown(hours.total),
  }
}

/** Whole hours from now until the window's errors reach the budget; undefined within the horizon. */
function hoursUntilGone(
  { objective, hours, window, horizonHours }: BudgetQuestion,
  { sums: { ...sums }, mean, known }: Opening,
  next: (hour: number) => { readonly errors: number; readonly total: number },
): number | undefined {
  const oldest = hours.total.length - window.hours
  const steps = Math.min(horizonHours, window.hours)
  for (let h = 0; h < steps; h++) {
    const { errors, total } = next(h)
    sums.errors += errors
    sums.total += total
    if (window.rolls) leave(sums, hours, { index: oldest + h, known })
    else sums.unknown--
    if (spentShare(sums, objective, mean) >= 1) return h + 1
  }
  return undefined
}

/** The oldest hour of a window goes: one of which something is known, or one that was guessed. */
function leave(
  sums: WindowSums,
  { errors, total }: Counts,
  { index, known }: { index: number; known: number },
): void {
  if (index < known) sums.unknown--
  else if (index < total.length) {
    sums.errors -= errors[index]! || 0
    sums.total -= total[index]! || 0
  }
}

function secondsAtThisRate(question: BudgetQuestion, days: Days): number | null {
  const { burning, hours } = question
  if (!burning) return null
  const ratio = ratioOf(burning.events)
  const hour = hoursUntilGone(question, openingOf(question), (h) => {
    future.total = hours.total[hourLike(h, days)]! || 0
    future.errors = ratio * future.total
    return future
  })
  return hour === undefined ? null : hour * 3600
}

/** How many of all windows that are made of such days spend more than their budget. */
function shareOfWindows(
  { objective, hours, window }: BudgetQuestion,
  days: Days,
  random: () => number,
): number {
  const length = Math.max(1, Math.round(window.hours / 24))
  const sums = daySums(hours, days)
  const urn = new UrnOfDays(days, 1 - objective, random)
  let spent = 0
  for (let path = 0; path < PATHS; path++) {
    urn.clear()
    let bad = 0
    let all = 0
    for (let i = 0; i < length; i++) {
      const { day, ratio } = urn.draw()
      all += sums.total[day]!
      bad += Number.isNaN(ratio) ? sums.errors[day]! : ratio * sums.total[day]!
    }
    if (bad >= (1 - objective) * all && all > 0) spent++
  }
  return (spent + 0.5) / (PATHS + 1)
}

function daySums({ errors, total }: Counts, { count, newest }: Days) {
  const sums = { errors: new Float64Array(count), total: new Float64Array(count) }
  for (let day = 0; day < count; day++)
    for (let i = newest - 24 * day; i < newest - 24 * day + 24; i++) {
      sums.errors[day]! += errors[i]! || 0
      sums.total[day]! += total[i]! || 0
    }
  return sums
}
