import { reflect } from '../../../math/levinson.ts'
import { BLOCK_ROWS } from '../baseline/blocks.ts'
import type { Frame } from '../frame.ts'
import type { Memory, Place } from '../memory.ts'
import type { Head } from './head.ts'

/** Points of a window. */
const POINTS = 8
const MEAN = 0
const COVARIANCE = 1
const COUNT = POINTS + 1
const MEMORY = 20_000
const RIDGE = 0.003
const CLIP = 20
const LEAST_POINTS = 2 * POINTS

const points = new Float64Array(POINTS)
const coefficients = new Float64Array(POINTS)
const covariance = new Float64Array(POINTS)
/** The points without the mean. */
const centred = new Float64Array(POINTS)

/**
 * Mahalanobis distance of the last eight points from all windows of eight, under a covariance that
 * depends on the lag alone (so it needs eight numbers instead of 36): the points' errors when each
 * is predicted from those before it in the window, in units of what such a prediction leaves open.
 * The Levinson-Durbin recursion gives prediction after prediction on the way.
 */
function distance({ fine }: Memory, at: number): number {
  const first = at + COVARIANCE
  let variance = fine[first]! * (1 + RIDGE)
  if (!(variance > 0)) return NaN
  for (let lag = 0; lag < POINTS; lag++) {
    covariance[lag] = fine[first + lag]!
    centred[lag] = points[lag]! - fine[at + MEAN]!
  }
  let sum = centred[0]! ** 2 / variance
  for (let m = 1; m < POINTS; m++) {
    let dot = covariance[m]!
    for (let k = 1; k < m; k++) dot -= coefficients[k]! * covariance[m - k]!
    const reflection = dot / variance
    // Estimates need not be the covariances of any process; where that shows, no more is learned.
    const learns = Math.abs(reflection) < 1
    coefficients[m] = learns ? reflection : 0
    if (learns) {
      reflect(coefficients, m)
      variance *= 1 - reflection * reflection
    }
    let error = centred[m]!
    for (let k = 1; k <= m; k++) error -= coefficients[k]! * centred[m - k]!
    sum += (error * error) / variance
  }
  return Math.sqrt(sum / POINTS)
}

function learn({ fine }: Memory, at: number): void {
  const count = fine[at + COUNT]! + 1
  fine[at + COUNT] = count
  const rate = Math.max(1 / count, 1 / MEMORY)
  const newest = points[POINTS - 1]!
  const before = fine[at + MEAN]!
  const mean = before + rate * (newest - before)
  fine[at + MEAN] = mean
  const first = at + COVARIANCE
  const clip = count < LEAST_POINTS ? Infinity : CLIP * Math.sqrt(fine[first]!)
  const z = Math.max(-clip, Math.min(clip, newest - mean))
  for (let lag = 0; lag < POINTS; lag++) {
    const x = points[POINTS - 1 - lag]! - mean
    const tame = x > clip ? clip : x < -clip ? -clip : x
    const old = fine[first + lag]!
    fine[first + lag] = old + rate * (z * tame - old)
  }
}

/** Answers the distance with the side on which the window lies, and learns it. */
function observeWindow(fill: (frame: Frame) => void, rows: number) {
  return (memory: Memory, { fine: at }: Place, frame: Frame): number => {
    if (frame.run < rows) return NaN
    fill(frame)
    const far = memory.fine[at + COUNT]! < LEAST_POINTS ? NaN : distance(memory, at)
    let side = 0
    const mean = memory.fine[at + MEAN]!
    for (let k = 0; k < POINTS; k++) side += points[k]! - mean
    learn(memory, at)
    return side < 0 ? -far : far
  }
}

function fillRows({ y, past }: Frame): void {
  points[POINTS - 1] = y
  for (let k = 1; k < POINTS; k++) points[POINTS - 1 - k] = past[k]!
}

function fillMeans(blocks: number) {
  return (frame: Frame): void => {
    for (let k = 0, next = 1; k < POINTS; k++) {
      let sum = 0
      for (let j = 0; j < blocks; j++) sum += frame.blocks[next++]!
      points[POINTS - 1 - k] = sum / blocks
    }
  }
}

const shared = { need: { fine: POINTS + 2 }, tail: 'power' } as const

function coarse(name: string, blocks: number, weights: { extent: number; alert: number }): Head {
  return {
    ...shared,
    ...weights,
    name,
    ofBlocks: true,
    reach: 'long',
    observe: observeWindow(fillMeans(blocks), POINTS * blocks * BLOCK_ROWS),
  }
}

/** The last eight rows together, and the last 48 and 192 as eight means: level, slope and shape at once. */
export const windows: readonly Head[] = [
  {
    ...shared,
    name: 'window_8',
    extent: 0.7,
    alert: 0,
    reach: 'short',
    observe: observeWindow(fillRows, POINTS),
  },
  coarse('window_48', 2, { extent: 0.5, alert: 0 }),
  coarse('window_192', 8, { extent: 1, alert: 0.3 }),
]
