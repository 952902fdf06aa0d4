import { createRandom } from '../../src/math/random.ts'
import type { Told } from './brier.ts'
import { meanOf } from './mean-of.ts'

const BINS = 10

/** One tenth of the probabilities: how many, their mean, and how many of them came true. */
export interface ReliabilityBin {
  readonly count: number
  readonly said: number
  readonly came: number
}

/** Tenths of the probabilities from 0 to 1; an empty one has NaN. */
export function reliabilityOf(told: readonly Told[]): ReliabilityBin[] {
  return Array.from({ length: BINS }, (_, bin) => {
    const inside = told.filter(({ probability }) => binOf(probability) === bin)
    return {
      count: inside.length,
      said: meanOf(inside.map(({ probability }) => probability)),
      came: meanOf(inside.map(({ came }) => Number(came))),
    }
  })
}

/** Expected calibration error: the mean distance of what was said from what came, bin by bin. */
export function calibrationError(told: readonly Told[]): number {
  const away = new Float64Array(BINS)
  for (const { probability, came } of told) away[binOf(probability)]! += probability - Number(came)
  return away.reduce((sum, one) => sum + Math.abs(one), 0) / told.length
}

function binOf(probability: number): number {
  return Math.min(BINS - 1, Math.floor(probability * BINS))
}

/**
 * The calibration error that the same probabilities would have if every one of them were exactly
 * right and the questions independent: mean of `times` drawn worlds. Nobody can be asked for less.
 */
export function unavoidableError(told: readonly Told[], times = 200): number {
  const random = createRandom(1)
  const draws = Array.from({ length: times }, () =>
    calibrationError(
      told.map(({ probability }) => ({ probability, came: random() < probability })),
    ),
  )
  return meanOf(draws)
}
