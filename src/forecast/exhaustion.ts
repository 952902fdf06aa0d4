import { fitLine } from '../math/line-fit.ts'
import { createRandom } from '../math/random.ts'
import type { Series } from '../model/series.ts'
import { binned } from './bins.ts'
import { answerBreach } from './breach.ts'
import {
  askCrossing,
  breachSeconds,
  type Crossing,
  type CrossingOptions,
  type Question,
} from './crossing.ts'
import type { Futures } from './futures.ts'
import { jumpsOf, toothLength, withoutSingleJumps } from './jumps.ts'
import { recentRise } from './regime.ts'
import { seasonsOf, stepsPerDay } from './seasons.ts'
import { lastBend, trendOf, type Trend } from './trend.ts'

/**
 * Probability that something that fills or drains (disk, inodes, memory, descriptors) reaches its
 * limit, and when: the trend of the newest regime goes on with increments like its own, and with
 * deviations from the trend like those of the past. Teeth (rotation, garbage collection) are
 * averaged out; a trend that is not certain is taken for none.
 */
export function exhaustionOf(series: Series, options: CrossingOptions): Crossing | undefined {
  const question = askCrossing(series, options)
  if (!question) return undefined
  if ('settled' in question) return { ...question.settled, model: 'exhaustion' }
  const filling = fillingOf(question)
  return filling ? answerExhaustion(question, filling) : { ...answerBreach(question), model: 'exhaustion' }
}

/** The stretch of history that tells how it goes on. */
export interface Filling {
  /** Newest regime only, without single jumps. */
  readonly values: Float64Array
  readonly trend: Trend
  /** Whether the regime is a sudden one that is unlike anything before it. */
  readonly sudden: boolean
}

/** Chance of one in a hundred to see a trend where there is none. */
const CERTAIN = 2.33

/** Undefined where teeth are too long against the history to see past them. */
export function fillingOf({ values, step }: Question): Filling | undefined {
  const sudden = recentRise(values)
  if (sudden) {
    const rise = values.subarray(values.length - sudden)
    return { values: rise, trend: trendOf(rise, Math.floor(sudden / 8))!, sudden: true }
  }
  const jumps = jumpsOf(values)
  const whole = withoutSingleJumps(values, jumps)
  const { day } = seasonsOf(values, step)
  // With a daily rhythm only whole days compare; half a day of it looks like a trend.
  const regime = day ? whole : whole.subarray(lastBend(whole))
  const trend = trendOf(regime, blockLength(regime.length, day || stepsPerDay(step), day, toothLength(jumps)))
  return trend && { values: regime, trend, sudden: false }
}

/** Days where there are six of them, else a twelfth of the history; always whole teeth. */
function blockLength(length: number, day: number, rhythm: number, tooth: number): number {
  const block = rhythm || (day > 0 && length >= 6 * day) ? day : Math.max(2, Math.floor(length / 12))
  return tooth > 0 ? tooth * Math.max(1, Math.round(block / tooth)) : block
}

/** Levels that a line describes this well, and that surely rise or fall, are a steady trend. */
const STEADY = +(globalThis.process?.env.ST ?? 0.8)

export function isSteady({ sudden, trend, values }: Filling): boolean {
  return sudden || (Math.abs(trend.certainty) >= CERTAIN && fitLine(values).explained >= STEADY)
}

const FUTURES = 400

/** Simulations run over bins: bounds their number and their length. */
const MAXIMUM_BINS = 1500
const MAXIMUM_STEPS = 240

export function answerExhaustion(question: Question, filling: Filling): Crossing {
  const { length } = filling.values
  const least = Math.max(length / MAXIMUM_BINS, question.steps / MAXIMUM_STEPS)
  // A bin inside a block: coarser ones would lose the deviations from the trend.
  const size = Math.max(1, Math.min(Math.ceil(least), Math.floor(filling.trend.block / 2)))
  const { drawn, crossings } = drawFutures(question, filling, size)
  const probability = (crossings.length + 0.5) / (drawn + 1)
  const seconds = Float64Array.from(crossings, (bins) => bins * size * question.step).sort()
  return { probability, breach_seconds: breachSeconds(probability, seconds), model: 'exhaustion' }
}

/** A trend is as likely as not to have ended by the time it is this many times as old as now. */
const LASTING = 20

/** However long the horizon and short the regime: bounds the work. */
const LONGEST = 3000

function drawFutures({ threshold, steps, seed }: Question, filling: Filling, size: number): Futures {
  const { levels, block } = filling.trend
  const random = createRandom(seed)
  const highs = binned(filling.values, size, 'highest')
  const perBlock = block / size
  const deviations = deviationsOf(highs, filling.trend, perBlock)
  const starts = similarTimes(deviations)
  const increments = incrementsOf(filling.trend)
  const drift = increments.reduce((sum, increment) => sum + increment, 0) / increments.length
  const now = levels.at(-1)! + drift / 2
  const horizon = Math.min(LONGEST, Math.ceil(steps / size))
  const age = highs.length
  const crossings: number[] = []
  for (let future = 0; future < FUTURES; future++) {
    const start = starts[Math.floor(random() * starts.length)]!
    const ends = LASTING * age * (1 / Math.max(1e-9, random()) - 1)
    let level = now
    let rise = 0
    for (let i = 1; i <= horizon; i++) {
      if ((i - 1) % Math.max(1, Math.round(perBlock)) === 0)
        rise = increments[Math.floor(random() * increments.length)]! / perBlock
      if (i <= ends) level += rise
      if (level + deviations[(start + i) % deviations.length]! < threshold) continue
      crossings.push(i)
      break
    }
  }
  return { drawn: FUTURES, crossings }
}

/** Observed increments about the robust slope; about zero where the trend is not certain. */
function incrementsOf({ levels, slope, certainty }: Trend): Float64Array {
  const increments = levels.subarray(1).map((level, i) => level - levels[i]!)
  const mean = (levels.at(-1)! - levels[0]!) / increments.length
  const drift = Math.abs(certainty) >= CERTAIN ? slope : 0
  return increments.map((increment) => increment - mean + drift)
}

/** Distance of each value from the straight lines through the middles of the blocks. */
function deviationsOf(values: Float64Array, { levels, slope }: Trend, perBlock: number): Float64Array {
  const last = levels.length - 1
  return values.map((value, i) => {
    // Position in blocks; the newest value lies half a block beyond the middle of the last one.
    const position = last + 0.5 - (values.length - 0.5 - i) / perBlock
    const block = Math.min(last - 1, Math.max(0, Math.floor(position)))
    const local = position > last || position < 0 ? slope : levels[block + 1]! - levels[block]!
    return value - (position > last ? levels[last]! + (position - last) * local : levels[block]! + (position - block) * local)
  })
}

/** Times in the past when the deviation was like the present one: the nearest third. */
function similarTimes(deviations: Float64Array): Uint32Array {
  const now = deviations.at(-1)!
  const order = Uint32Array.from(deviations.keys()).sort(
    (a, b) => Math.abs(deviations[a]! - now) - Math.abs(deviations[b]! - now),
  )
  return order.subarray(0, Math.max(1, Math.floor(order.length / 3)))
}
