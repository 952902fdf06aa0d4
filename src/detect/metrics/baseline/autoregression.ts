import { levinson } from '../../../math/levinson.ts'
import type { Memory, Need, Place } from '../memory.ts'

/** A linear prediction of the next row from the last `order` ones, learned as the rows pass. */
export interface Autoregression {
  readonly need: Need
  /**
   * The row at 0 minus what follows from those before it, the latest at 1, of which `known` count;
   * NaN before the first fit.
   */
  readonly errorOf: (memory: Memory, place: Place, rows: Float64Array, known: number) => number
  /** The square of such an error over its usual one. */
  readonly energyOf: (memory: Memory, place: Place, error: number) => number
  /** Takes in the row at 0. */
  readonly learn: (memory: Memory, place: Place, rows: Float64Array) => void
  readonly move: (memory: Memory, place: Place, by: number) => void
}

const MEAN = 0
const ROWS = 1
const REFRESH = 2
const VARIANCE = 3
const SQUARE = 4

/** Rows after which an old one counts a third. */
const MEMORY = 20_000
const FIRST_FIT = 32
/** Rows for each coefficient: more coefficients than that would fit the noise. */
const ROWS_A_COEFFICIENT = 4
/** Standard deviations that one row may count; more would make the rest invisible. */
const CLIP = 5

/**
 * `ridge` is the share of white noise that is taken for granted. A large one makes a blunt
 * prediction whose errors still tell a wrong shape: what a sharp one calls noise is judged too.
 */
export function autoregression({ order, ridge }: { order: number; ridge: number }): Autoregression {
  const coefficients = new Float64Array(order + 1)
  const covariance = new Float64Array(order + 1)

  function fit(wide: Float64Array, fine: Float32Array, place: Place, rows: number): void {
    for (let k = 0; k <= order; k++) covariance[k] = fine[place.fine + k]!
    const least = Math.min(order, Math.floor(rows / ROWS_A_COEFFICIENT))
    coefficients.fill(0)
    wide[place.wide + VARIANCE] = levinson(covariance, coefficients, { order: least, ridge })
    fine.set(coefficients, place.fine + order + 1)
  }

  return {
    need: { wide: 5, fine: 2 * (order + 1) },
    errorOf({ wide, fine }, place, past, known) {
      if (!(wide[place.wide + VARIANCE]! > 0)) return NaN
      const mean = wide[place.wide + MEAN]!
      const from = place.fine + order + 1
      const last = Math.min(order, known)
      // Two sums, so that one addition need not wait for the other.
      let odd = 0
      let even = 0
      let k = 1
      for (; k < last; k += 2) {
        odd += fine[from + k]! * (past[k]! - mean)
        even += fine[from + k + 1]! * (past[k + 1]! - mean)
      }
      if (k === last) odd += fine[from + k]! * (past[k]! - mean)
      return past[0]! - mean - odd - even
    },
    energyOf: ({ wide }, place, error) => (error * error) / wide[place.wide + VARIANCE]!,
    learn({ wide, fine }, place, past) {
      const y = past[0]!
      const at = place.fine
      const rows = ++wide[place.wide + ROWS]!
      const rate = Math.max(1 / rows, 1 / MEMORY)
      const mean = (wide[place.wide + MEAN]! += rate * (y - wide[place.wide + MEAN]!))
      const square = (wide[place.wide + SQUARE]! +=
        rate * ((y - mean) ** 2 - wide[place.wide + SQUARE]!))
      const clip = CLIP * Math.sqrt(square)
      const z = Math.max(-clip, Math.min(clip, y - mean))
      fine[at]! += rate * (z * z - fine[at]!)
      const known = Math.min(order, rows - 1)
      for (let k = 1; k <= known; k++) {
        const x = past[k]! - mean
        const tame = x > clip ? clip : x < -clip ? -clip : x
        const old = fine[at + k]!
        fine[at + k] = old + rate * (z * tame - old)
      }
      if (--wide[place.wide + REFRESH]! > 0 || rows < FIRST_FIT) return
      wide[place.wide + REFRESH] = Math.max(32, Math.min(1024, rows >> 3))
      fit(wide, fine, place, rows)
    },
    move({ wide }, place, by) {
      wide[place.wide + MEAN]! += by
    },
  }
}
