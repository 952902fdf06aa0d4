import { incompleteBeta } from '../../../math/incomplete-beta.ts'
import type { Direction } from '../../../model/signal.ts'
import type { Frame } from '../frame.ts'
import type { Memory, Need, Place } from '../memory.ts'
import { isHopeless, isQuantized, QUANTUM_FINE, quantumOf, seekQuantum } from './quantum.ts'

const ROWS = QUANTUM_FINE
const MEAN = ROWS + 1
/** Of each scale the smoothed distance from what was expected, and the mean square of it. */
const SCALES_AT = MEAN + 1

/**
 * Rows that are looked at together, as one sum: the row itself, and smoothed over 8 and 64. The last
 * is the row itself again, seen from the latest rows where these are more (or fewer) than usual.
 */
const RATES = [1, 1 / 8, 1 / 64, 1] as const
const SCALES = RATES.length
const LONGEST = 2
const LOCAL = 3
const LATELY = SCALES_AT + 2 * LONGEST
/** A mean smoothed with this rate, times this, has mean and variance of a sum of so many rows. */
const ROWS_OF = RATES.map((rate) => 2 / rate - 1)
/** What a window that slides over many rows may add to the variance, until it is known. */
const PRIOR_FACTORS = [1, 2, 4, 1] as const
/** Expected events that such a guess is worth. */
const PRIOR_EVENTS = 3

export const COUNTS_NEED: Need = { fine: SCALES_AT + 2 * SCALES }

/** More things a row than this are not few: there the other heads have enough to go by. */
const FEW = 30
/** Things that vary less than so much of a Poisson's variance do not come by chance. */
const STEADY = 0.5
/** Rows that the mean remembers, and those behind what a quarter of an hour of the day has. */
const MEMORY = 4000
const PHASE_MEMORY = 50
/** A square counts at most as this many ordinary ones; a count as this many times FEW. */
const CLIP = 20
const MOST_COUNTED = 4
/** The least share of the mean that an hour of the day may expect. */
const LEAST_OF_MEAN = 0.02
/** So few standard deviations are not worth a tail. */
const ORDINARY = 1.5
const LOUDEST = 12
/** All scales are looked at for the rarest: as many chances to be wrong. */
const LOOKS = Math.log10(SCALES)

/** Whether the signal has shown to be a low count, or the rate of one. */
export function isLowCount({ fine }: Memory, { fine: at }: Place): boolean {
  return isQuantized(fine, at) && fine[at + MEAN]! < FEW && factorOf(fine, at, 0) >= STEADY
}

/** Takes a row in. `zero` is the value 0 in the signal's own unit. */
export function learnCount(
  { fine }: Memory,
  { fine: at }: Place,
  frame: Frame,
  zero: number,
): void {
  if (isHopeless(fine, at, frame.rows)) return
  // A signal that has just moved for the first time has been at zero for all these rows.
  if (fine[at + ROWS] === 0 && zero === 0) fine[at + ROWS] = frame.rows
  const finer = seekQuantum(fine, at, frame.y - zero, frame)
  if (finer !== 1) rescale(fine, at, finer)
  fine[at + ROWS] = Math.min(MEMORY, fine[at + ROWS]! + 1)
  const quantum = quantumOf(fine, at)
  if (quantum === 0) return
  const expected = expectedOf(fine, at, frame, zero)
  const count = (frame.y - zero) / quantum
  const mean = fine[at + MEAN]!
  // What is far from few is not followed any closer: most signals end here.
  if (mean >= 0 && mean < 2 * FEW) learnScales(fine, at, count - expected, expected)
  fine[at + MEAN]! += (Math.min(count, MOST_COUNTED * FEW) - mean) / fine[at + ROWS]!
}

/** The level has moved for good, by so much in the signal's own unit. */
export function moveCounts({ fine }: Memory, { fine: at }: Place, by: number): void {
  const quantum = quantumOf(fine, at)
  if (quantum === 0) return
  fine[at + MEAN] = Math.max(0, fine[at + MEAN]! + by / quantum)
  for (let k = 0; k < SCALES; k++) fine[at + SCALES_AT + 2 * k] = 0
}

function rescale(fine: Float32Array, at: number, finer: number): void {
  fine[at + MEAN]! *= finer
  for (let slot = at + SCALES_AT; slot < at + SCALES_AT + 2 * SCALES; slot += 2) {
    fine[slot]! *= finer
    fine[slot + 1]! *= finer * finer
  }
  if (finer === 0) fine[at + ROWS] = 0
}

/** How many this row should have: as the hour of the day has it, where that is known. */
function expectedOf(fine: Float32Array, at: number, frame: Frame, zero: number): number {
  const mean = fine[at + MEAN]!
  if (!frame.seasonal) return mean
  return Math.max((frame.base - zero) / quantumOf(fine, at), LEAST_OF_MEAN * mean)
}

function learnScales(fine: Float32Array, at: number, more: number, expected: number): void {
  const moreThanLately = more + expected - Math.max(0, expected + fine[at + LATELY]!)
  for (let k = 0; k < SCALES; k++) {
    const slot = at + SCALES_AT + 2 * k
    const distance = k === LOCAL ? moreThanLately : more
    const far = (fine[slot]! += RATES[k]! * (distance - fine[slot]!))
    const rows = ROWS_OF[k]!
    const most = CLIP * factorOf(fine, at, k) * (rows * fine[at + MEAN]! + 1)
    fine[slot + 1]! += (Math.min(most, (rows * far) ** 2) - fine[slot + 1]!) / fine[at + ROWS]!
  }
}

/** Variance over mean of the sums of a scale: 1 for Poisson, more for bursts and sliding windows. */
function factorOf(fine: Float32Array, at: number, k: number): number {
  const rows = fine[at + ROWS]!
  const events = rows * ROWS_OF[k]! * fine[at + MEAN]!
  const prior = PRIOR_EVENTS * ROWS_OF[k]!
  return (rows * fine[at + SCALES_AT + 2 * k + 1]! + prior * PRIOR_FACTORS[k]!) / (events + prior)
}

/**
 * -log10 of how often counts go so far to the bad side by chance, the row's or those of the rows
 * before: a negative binomial with the variance that was seen. Call it after `learnCount`.
 */
export function countSurprise(
  { fine }: Memory,
  { fine: at }: Place,
  frame: Frame,
  { zero, bad }: { zero: number; bad: Direction },
): number {
  const expected = Math.max(expectedOf(fine, at, frame, zero), 0.5 / fine[at + ROWS]!)
  const doubt = doubtOf(fine, at, frame, expected)
  const count = (frame.y - zero) / quantumOf(fine, at)
  let surprise = 0
  for (let k = 0; k < SCALES; k++) {
    const distance = fine[at + SCALES_AT + 2 * k]!
    if (distance > 0 ? bad === 'down' : bad === 'up') continue
    let mean = ROWS_OF[k]! * expected
    // A row must be odd for the signal as well as for its latest rows.
    if (k === LOCAL) mean = Math[distance > 0 ? 'max' : 'min'](expected, count - distance)
    const far = k === LOCAL ? count - mean : ROWS_OF[k]! * distance
    if (far * distance <= 0) continue
    const factor = Math.max(1, factorOf(fine, at, k))
    surprise = Math.max(surprise, tailSurprise({ mean, far, factor, doubt }))
  }
  return Math.max(0, surprise - LOOKS)
}

/** Relative variance of the expected number itself: a gamma distribution after so many events. */
function doubtOf(fine: Float32Array, at: number, frame: Frame, expected: number): number {
  if (frame.seasonal) return 1 / (PHASE_MEMORY * expected + 0.5)
  // A window that slides shows the same event again and again: it counts once.
  const repeats = Math.max(1, factorOf(fine, at, LONGEST))
  return 1 / ((fine[at + ROWS]! * expected) / repeats + 0.5)
}

/** -log10 P(X >= mean + far), or P(X <= mean + far) below; `X` is a sum that need not be whole. */
function tailSurprise(one: { mean: number; far: number; factor: number; doubt: number }): number {
  const { mean, far, factor, doubt } = one
  if (!(mean > 0) || Math.abs(far) < ORDINARY * Math.sqrt(mean * factor)) return 0
  const count = Math.max(0, mean + far)
  const dispersion = (factor - 1) / mean + doubt
  const share = 1 / (1 + dispersion * mean)
  const tail =
    far > 0
      ? incompleteBeta(1 - share, count, 1 / dispersion)
      : incompleteBeta(share, 1 / dispersion, count + 1)
  return Math.min(LOUDEST, -Math.log10(Math.max(tail, Number.MIN_VALUE)))
}
