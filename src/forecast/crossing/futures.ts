import { createRandom } from '../../math/random.ts'
import { fitLags, nextValue, pathOf, type Autoregression } from '../members/autoregression.ts'
import { allowedRange, rangeOf, within } from '../scale.ts'
import type { Seasons } from '../seasons.ts'

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
}

const PATHS = 200

/** Errors are drawn in runs of this length, which keeps bursts together. */
const BLOCK = 4

/**
 * Paths of the seasonal autoregression, each fed with its own past errors drawn at random in short
 * runs (residual block bootstrap), kept within one range of the history. None when there is too
 * little to learn from, or when the model runs away by itself.
 */
export function simulated(question: FutureQuestion, seed: number): Futures {
  const { values, threshold, steps, seasons } = question
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
    let run = 0
    for (let i = 0; i < steps; i++) {
      if (i % BLOCK === 0) run = Math.floor(random() * (errors.length - BLOCK + 1))
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

/** What followed in the past whenever the value was below the threshold, as it is now. */
export function remembered({ values, threshold, steps }: FutureQuestion): Futures {
  return replayed(values, steps, (origin) =>
    values[origin - 1]! < threshold ? (i) => values[origin + i]! >= threshold : undefined,
  )
}

/**
 * The forecast that yesterday repeats (or, without a season, that the last value stays), plus how
 * such forecasts went wrong at earlier times.
 */
export function rehearsed({ values, threshold, steps, seasons }: FutureQuestion): Futures {
  const length = values.length
  const { day } = seasons
  const naive = (origin: number, i: number) =>
    day ? values[origin - day + (i % day)]! : values[origin - 1]!
  return replayed(values, steps, (origin) => {
    if (origin < day) return undefined
    return (i) => naive(length, i) + values[origin + i]! - naive(origin, i) >= threshold
  })
}

/** Asks at earlier origins, the newest first, at which of `steps` steps there is a crossing. */
function replayed(
  values: Float64Array,
  steps: number,
  ask: (origin: number) => ((i: number) => boolean) | undefined,
): Futures {
  const newest = values.length - steps
  const stride = Math.max(1, steps >> 2, Math.ceil(newest / WINDOWS))
  const crossings: number[] = []
  let drawn = 0
  for (let origin = newest; origin >= 1; origin -= stride) {
    const crossedAt = ask(origin)
    if (!crossedAt) continue
    drawn++
    let i = 0
    while (i < steps && !crossedAt(i)) i++
    if (i < steps) crossings.push(i + 1)
  }
  return { drawn, crossings }
}
