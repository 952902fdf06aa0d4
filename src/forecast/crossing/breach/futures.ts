import { createRandom } from '../../../math/random.ts'
import { fitLags, nextValue, pathOf, type Autoregression } from '../../members/autoregression.ts'
import { allowedRange, rangeOf, within } from '../../scale.ts'
import type { Seasons } from '../../seasons.ts'

/** When futures drawn by one method first reach a threshold. */
export interface Futures {
  /** How many futures were drawn. */
  readonly drawn: number
  /** Steps until the crossing (1 = the next value), one for each future that crosses. */
  readonly crossings: readonly number[]
}

export interface FutureQuestion {
  readonly values: Float64Array
  readonly threshold: number
  readonly steps: number
  readonly seasons: Seasons
  /** Values a day; 0 where a value is longer than a quarter of a day. */
  readonly day: number
}

const PATHS = 200

/** Errors are drawn in runs of this length, which keeps bursts together. */
const BLOCK = 4

/** This share of the futures draws errors of any time; the others of about the same hour, */
const ANY_TIME = 0.3
/** of a day that is half as likely for every seven days it lies further back. */
const HALF_LIFE_DAYS = 7

/**
 * Paths of the seasonal autoregression, each fed with its own past errors in short runs (residual
 * block bootstrap), most of them from the same hour of other days: a nightly job is in the errors even
 * where it is too rare for a season. Kept within one range of the history. None when there is too
 * little to learn from, or when the model runs away by itself. A higher threshold is never likelier.
 */
export function simulated(question: FutureQuestion, seed: number): Futures {
  const { values, threshold, steps, seasons, day } = question
  const model = fitLags(values, seasons)
  if (!model || runsAway(model, values, steps)) return { drawn: 0, crossings: [] }
  const range = allowedRange(values)
  const errors = residuals(model, values)
  const random = createRandom(seed)
  const memory = model.lags.at(-1)!
  const path = new Float64Array(memory + steps)
  path.set(values.subarray(values.length - memory))
  const crossings: number[] = []
  for (let future = 0; future < PATHS; future++) {
    const own = createRandom(random() * 2 ** 32)
    const draw = own() < ANY_TIME ? () => anyRun(errors, own) : sameHourRun(errors, day, own)
    let run = 0
    for (let i = 0; i < steps; i++) {
      if (i % BLOCK === 0) run = draw(i)
      const free = nextValue(model, path, memory + i) + errors[run + (i % BLOCK)]!
      const value = within(range, free, path[memory + i - 1]!)
      path[memory + i] = value
      if (value < threshold) continue
      crossings.push(i + 1)
      break
    }
  }
  return { drawn: PATHS, crossings }
}

/** Where a run of errors begins, at any time. */
function anyRun(errors: Float64Array, random: () => number): number {
  return Math.floor(random() * (errors.length - BLOCK + 1))
}

/** Where a run of errors begins that fits the i-th step to come: the same hour, an earlier day. */
function sameHourRun(
  errors: Float64Array,
  day: number,
  random: () => number,
): (i: number) => number {
  const last = errors.length - BLOCK
  const days = day > 0 ? Math.floor(last / day) : 0
  if (days < 1) return () => anyRun(errors, random)
  const hour = Math.max(1, Math.round(day / 24))
  return (i) => {
    const back = 1 + Math.floor(-HALF_LIFE_DAYS * Math.log2(1 - random()))
    const shift = Math.floor(random() * (2 * hour + 1)) - hour
    if (back > days) return anyRun(errors, random)
    return Math.max(0, Math.min(last, errors.length + (i % day) - back * day + shift))
  }
}

/** Whether the model, left alone, leaves the history by more than half its range. */
function runsAway(model: Autoregression, values: Float64Array, steps: number): boolean {
  const path = pathOf(model, values, steps)
  const { lowest, highest } = rangeOf(values)
  const margin = (highest - lowest) / 2
  return !path.every((value) => value >= lowest - margin && value <= highest + margin)
}

function residuals(model: Autoregression, values: Float64Array): Float64Array {
  const memory = model.lags.at(-1)!
  return values.subarray(memory).map((value, i) => value - nextValue(model, values, memory + i))
}

/** Past windows looked at: at most this many, evenly over the history. */
const WINDOWS = 60

/**
 * The forecast that yesterday repeats (or, without a season, that the last value stays), plus how
 * such forecasts went wrong at earlier times.
 */
export function rehearsed({ values, threshold, steps, seasons }: FutureQuestion): Futures {
  const length = values.length
  const { day } = seasons
  const naive = (origin: number, i: number) =>
    day ? values[origin - day + (i % day)]! : values[origin - 1]!
  const newest = length - steps
  const stride = Math.max(1, steps >> 2, Math.ceil(newest / WINDOWS))
  const crossings: number[] = []
  let drawn = 0
  for (let origin = newest; origin >= Math.max(1, day); origin -= stride) {
    drawn++
    let i = 0
    while (i < steps && naive(length, i) + values[origin + i]! - naive(origin, i) < threshold) i++
    if (i < steps) crossings.push(i + 1)
  }
  return { drawn, crossings }
}
