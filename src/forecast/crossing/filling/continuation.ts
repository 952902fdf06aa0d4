import { mean } from '../../../math/moving-average.ts'
import { quantileSorted } from '../../../math/quantile.ts'
import { createRandom } from '../../../math/random.ts'
import { binned } from '../../bins.ts'
import type { End, Falls } from './falls.ts'
import type { Filling } from './filling.ts'
import type { Futures } from '../breach/futures.ts'
import type { Question } from '../question.ts'
import { isCertain, type Trend } from './trend.ts'

const FUTURES = 400

/** A trend is as likely as not to have ended by the time it is this many times as old as now. */
const LASTING = 20

/**
 * Somebody may stop a climb that nobody stopped before (delete, enlarge, restart). Not seen in a history
 * of T, it comes at a rate of Gamma(½, T + a week): Jeffreys' prior, and a week in which it did not
 * come, so that a history of minutes can still foresee a day.
 */
const WEEK = 7 * 86_400

/** However long the horizon and short the regime: bounds the work. */
const LONGEST = 3000

/** How a filling goes on, in bins of `size` steps. */
interface Pattern {
  readonly perBlock: number
  /** Level now, and how it changed from block to block. */
  readonly level: number
  readonly increments: Float64Array
  /** Rises that come at any time, and bins from one to the next. */
  readonly rises: readonly number[]
  readonly between: number
  /** Distance of each past bin's highest value from the level, and where it was as it is now. */
  readonly deviations: Float64Array
  readonly starts: Uint32Array
}

/**
 * Futures of a filling: block increments drawn from its own (with their mean in doubt), the trend
 * ending at a random time, and on top a stretch of past deviations that began like the present one. Where
 * a life meets the end drawn for it, it falls and the next one begins.
 */
export function continued(
  question: Question,
  filling: Filling,
  { size, falls }: { readonly size: number; readonly falls: Falls },
): Futures {
  const pattern = patternOf(filling, question, size)
  const random = createRandom(question.seed)
  const horizon = Math.min(LONGEST, Math.ceil(question.steps / size))
  const age = filling.values.length / size
  const quiet = question.values.length / size + WEEK / (question.step * size)
  const crossings: number[] = []
  for (let future = 0; future < FUTURES; future++) {
    // P(it lasts t more) = 1 / (1 + t / (LASTING · age)).
    const lasts = LASTING * age * (1 / Math.max(1e-9, random()) - 1)
    const stops = quiet * (Math.max(1e-9, random()) ** -2 - 1)
    const draw = { random, horizon, lasts, stops, threshold: question.threshold, falls, size }
    const crossed = crossedAt(pattern, draw)
    if (crossed > 0) crossings.push(crossed)
  }
  return { drawn: FUTURES, crossings }
}

function patternOf({ values, trend, rises }: Filling, past: Question, size: number): Pattern {
  const perBlock = trend.block / size
  const increments = incrementsOf(trend)
  const deviations = deviationsOf(binned(values, size, 'highest'), trend, perBlock)
  const level = trend.levels.at(-1)! + mean(increments) / 2
  const between = past.values.length / size / rises.length
  const starts = similarTimes(deviations)
  return { perBlock, level, increments, rises, between, deviations, starts }
}

interface Draw {
  readonly random: () => number
  readonly horizon: number
  /** Bins after which the trend ends, and after which somebody stops it. */
  readonly lasts: number
  readonly stops: number
  readonly falls: Falls
  readonly size: number
  readonly threshold: number
}

/** The first bin (from 1) of one future that reaches the threshold; 0 when none does. */
function crossedAt(pattern: Pattern, draw: Draw): number {
  const { random, lasts, falls, threshold, size } = draw
  const horizon = Math.min(draw.horizon, draw.stops)
  const { deviations, increments, perBlock, starts, rises, between } = pattern
  const start = drawn(starts, random)
  // The mean of as many draws as there were increments: what else the slope could have been.
  const doubt = mean(increments.map(() => drawn(increments, random))) - mean(increments)
  const block = Math.max(1, Math.round(perBlock))
  let { level } = pattern
  let rise = 0
  let end = endOf(falls.now, random)
  let born = 0
  for (let i = 1; i <= horizon; i++) {
    if ((i - 1) % block === 0) rise = (drawn(increments, random) + doubt) / perBlock
    if (i <= lasts) level += rise
    // Never without rises, where the time between them is infinite.
    if (random() * between < 1) level += rises[Math.floor(random() * rises.length)]!
    const value = level + deviations[(start + i) % deviations.length]!
    if (value >= threshold) return i
    if (value < end.level && (i - born) * size < end.left) continue
    level = pattern.level - falls.depth
    end = endOf(falls.later, random)
    born = i
  }
  return 0
}

function endOf(ends: readonly End[], random: () => number): End {
  return ends[Math.floor(random() * ends.length)]!
}

function drawn(values: Float64Array | Uint32Array, random: () => number): number {
  return values[Math.floor(random() * values.length)]!
}

/**
 * Observed increments about the robust slope; about zero where the trend is not certain; after a turn
 * those since then, as they are.
 */
function incrementsOf(trend: Trend): Float64Array {
  const { levels, slope, since } = trend
  const increments = levels.subarray(1).map((level, i) => level - levels[i]!)
  if (since < increments.length) return increments.subarray(-since)
  const drift = isCertain(trend) ? slope : 0
  const center = mean(increments)
  return increments.map((increment) => increment - center + drift)
}

/** Distance of each value from the straight lines through the middles of the blocks. */
function deviationsOf(
  values: Float64Array,
  { levels, slope }: Trend,
  perBlock: number,
): Float64Array {
  const last = levels.length - 1
  return values.map((value, i) => {
    // In blocks from the middle of the first; the newest value lies half a block past the last.
    const position = last + 0.5 - (values.length - 0.5 - i) / perBlock
    const from = Math.min(last, Math.max(0, Math.floor(position)))
    const inside = position >= 0 && position < last
    const rise = inside ? levels[from + 1]! - levels[from]! : slope
    return value - (levels[from]! + (position - from) * rise)
  })
}

/** Times in the past when the deviation was like the present one: the nearest third. */
function similarTimes(deviations: Float64Array): Uint32Array {
  const now = deviations.at(-1)!
  const distances = deviations.map((deviation) => Math.abs(deviation - now))
  const near = quantileSorted(distances.toSorted(), 1 / 3)
  return Uint32Array.from(distances.keys().filter((i) => distances[i]! <= near))
}
