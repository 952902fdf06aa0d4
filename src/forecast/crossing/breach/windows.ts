import { quantileSorted } from '../../../math/quantile.ts'
import type { FutureQuestion } from './futures.ts'

/** What could be seen before a window, and what came in it. */
export interface Windows {
  /** First value of each past window, ascending; all of them end within the history. */
  readonly origins: Uint32Array
  /** Highest value of each window. */
  readonly highest: Float64Array
  /** Signs seen before each window, `columns` numbers a window. */
  readonly signs: Float64Array
  readonly columns: number
  /** The same signs as they are now. */
  readonly now: Float64Array
  /** How much a window still counts: half for every 12.5 days that it lies back. */
  readonly weights: Float64Array
  /** Hours between the hour of the day now and at an origin; 0 where no day is known. */
  readonly hoursApart: (origin: number) => number
}

/**
 * Where in the signs they are: the newest value, the mean of the last three, the highest of the last
 * day, and the highest a day before of the same hours as the window.
 */
export const NEWEST = 0
export const LATELY = 1
export const LAST_DAY = 3
export const DAY_BEFORE = 4

const HALF_LIFE_DAYS = 12.5

/**
 * Every stretch of the history as long as the horizon, with what could be seen before it. Heights
 * are distances below the threshold, in distances of the median from the threshold, cut off at
 * -1 and 3: what lies far off does not matter to a crossing, however far. Undefined where fewer than
 * four horizons, or fewer than 24 windows, have enough before them.
 */
export function windowsOf(question: FutureQuestion): Windows | undefined {
  const { values, steps, seasons } = question
  const { length } = values
  const span = spanOf(question)
  // A week ago must be over before the window begins.
  const hasWeek = seasons.week >= steps && length >= 2 * seasons.week + 3 * span
  const week = hasWeek ? seasons.week : 0
  const first = Math.max(span, steps, week && week + span) + 1
  const count = length - steps - first + 1
  if (count < Math.max(24, 4 * steps)) return undefined
  const seen = createSigns(question, span, week)
  const { columns } = seen
  const signs = new Float64Array(count * columns)
  const origins = Uint32Array.from({ length: count }, (_, i) => first + i)
  for (let i = 0; i < count; i++) seen.write(first + i, signs, i * columns)
  const now = new Float64Array(columns)
  seen.write(length, now, 0)
  const halfLife = HALF_LIFE_DAYS * span
  return {
    origins,
    highest: Float64Array.from(origins, (origin) => seen.coming(origin)),
    signs,
    columns,
    now,
    weights: Float64Array.from(origins, (origin) => 0.5 ** ((length - origin) / halfLife)),
    hoursApart: (origin) => {
      if (span !== question.day) return 0
      const apart = (length - origin) % span
      return (24 * Math.min(apart, span - apart)) / span
    },
  }
}

/** A day, where the history has three; else an eighth of the history. */
function spanOf({ values, day }: FutureQuestion): number {
  return day > 0 && values.length >= 3 * day ? day : Math.max(4, Math.floor(values.length / 8))
}

interface Signs {
  readonly columns: number
  /** Puts what could be seen before `origin` into `target`, from `at` on. */
  write(origin: number, target: Float64Array, at: number): void
  coming(origin: number): number
}

function createSigns(
  { values, threshold, steps, day }: FutureQuestion,
  span: number,
  week: number,
): Signs {
  const middle = quantileSorted(values.toSorted(), 0.5)
  const unit = Math.max(1e-9 * Math.abs(threshold), threshold - middle) || 1
  const below = Float64Array.from(values, (value) =>
    Math.max(-1, Math.min(3, (threshold - value) / unit)),
  )
  // The highest value is the least distance below the threshold.
  const window = slidingLeast(below, steps)
  const spans = slidingLeast(below, span)
  const sums = runningSums(below)
  const turn = span === day ? (2 * Math.PI) / day : 0
  const before = Math.max(span, steps)
  return {
    columns: 5 + (week ? 2 : 0) + (turn ? 2 : 0),
    coming: (origin) => window[origin]!,
    write(origin, target, at) {
      target[at + NEWEST] = below[origin - 1]!
      target[at + LATELY] = (sums[origin]! - sums[origin - 3]!) / 3
      target[at + 2] = (sums[origin]! - sums[origin - span]!) / span
      target[at + LAST_DAY] = spans[origin - span]!
      target[at + DAY_BEFORE] = window[origin - before]!
      let next = at + 5
      if (week) {
        target[next++] = window[origin - week]!
        target[next++] = spans[origin - week]!
      }
      if (!turn) return
      target[next++] = Math.sin(turn * origin)
      target[next] = Math.cos(turn * origin)
    },
  }
}

/** The least of the `size` values from each place on (fewer at the end): monotone queue, O(n). */
export function slidingLeast(values: Float64Array, size: number): Float64Array {
  const least = new Float64Array(values.length)
  const queue = new Int32Array(values.length)
  let head = 0
  let tail = 0
  for (let i = values.length - 1; i >= 0; i--) {
    while (tail > head && values[queue[tail - 1]!]! >= values[i]!) tail--
    queue[tail++] = i
    if (queue[head]! >= i + size) head++
    least[i] = values[queue[head]!]!
  }
  return least
}

function runningSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1)
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]!
  return sums
}
