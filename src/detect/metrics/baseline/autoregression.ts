import { levinson } from '../../../math/levinson.ts'
import type { Memory, Need, Place } from '../memory.ts'
import { recentAt } from './recent.ts'

/** How many rows the next one is predicted from. */
const ORDER = 16
export const AUTOREGRESSION_NEED: Need = { wide: 4, fine: 2 * (ORDER + 1) }

const MEAN = 0
const ROWS = 1
const REFRESH = 2
const VARIANCE = 3

const MEMORY = 4000
const FIRST_FIT = 4 * ORDER
/** White noise that is taken for granted, as a share of the variance. */
const RIDGE = 0.01

/** The next row as a weighted sum of the last ones; NaN before the first fit. */
export function predictRow(memory: Memory, place: Place, recent: Place): number {
  const { wide, fine } = memory
  if (wide[place.wide + ROWS]! < FIRST_FIT) return NaN
  const mean = wide[place.wide + MEAN]!
  let sum = mean
  for (let k = 1; k <= ORDER; k++) {
    sum += fine[place.fine + ORDER + 1 + k]! * (recentAt(memory, recent, k) - mean)
  }
  return sum
}

/** Takes in row `y` (before it is pushed to the recent ones), clipped by the caller. */
export function learnAutoregression(memory: Memory, place: Place, recent: Place, y: number): void {
  const { wide, fine } = memory
  const rows = ++wide[place.wide + ROWS]!
  const rate = Math.max(1 / rows, 1 / MEMORY)
  const mean = (wide[place.wide + MEAN]! += rate * (y - wide[place.wide + MEAN]!))
  const z = y - mean
  const r = place.fine
  fine[r]! += rate * (z * z - fine[r]!)
  for (let k = 1; k <= ORDER; k++) {
    fine[r + k]! += rate * (z * (recentAt(memory, recent, k) - mean) - fine[r + k]!)
  }
  if (--wide[place.wide + REFRESH]! > 0) return
  wide[place.wide + REFRESH] = Math.max(8, Math.min(256, rows >> 3))
  fit(memory, place)
}

const covariance = new Float64Array(ORDER + 1)
const coefficients = new Float64Array(ORDER + 1)

function fit({ wide, fine }: Memory, place: Place): void {
  for (let k = 0; k <= ORDER; k++) covariance[k] = fine[place.fine + k]!
  wide[place.wide + VARIANCE] = levinson(covariance, coefficients, { order: ORDER, ridge: RIDGE })
  fine.set(coefficients, place.fine + ORDER + 1)
}

export function moveAutoregression({ wide }: Memory, place: Place, by: number): void {
  wide[place.wide + MEAN]! += by
}
