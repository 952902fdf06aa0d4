import { firstKnown } from './budget-window.ts'
import type { Counts } from './counts.ts'

/** Days of the past, cut back from now, so that hour i of each is the same time of day. */
export interface Days {
  readonly count: number
  /** Index of the first hour of the newest day; day d starts 24·d hours earlier. */
  readonly newest: number
}

export function daysOf({ total }: Counts): Days {
  // The newest hour may be unfinished.
  const end = total.length - 1
  const count = Math.max(0, Math.floor((end - firstKnown(total)) / 24))
  return { count, newest: end - 24 }
}

/** A day as it will be: the traffic of a past one, and its errors or another share of them. */
export interface DrawnDay {
  day: number
  /** NaN: the errors of that past day. */
  ratio: number
}

/** Weight of a day of a kind that was never seen, beside 1 for each that was. */
const UNSEEN = 0.5

/**
 * Future days, drawn from the past ones as from Pólya's urn: each drawn day is put back twice, which
 * is to draw from a past that is itself a sample (the predictive of Rubin's Bayesian bootstrap,
 * 1981). Some are of a kind that was never seen (a Dirichlet process): with error ratios from a tenth
 * to thirty times what the budget allows, every order of magnitude alike. A clean month so is no
 * promise of another one.
 */
export class UrnOfDays {
  readonly #days: number
  readonly #allowed: number
  readonly #random: () => number
  /** What was drawn; bounded by the days of the horizon. */
  readonly #drawn: DrawnDay[] = []

  constructor({ count }: Days, allowed: number, random: () => number) {
    this.#days = count
    this.#allowed = allowed
    this.#random = random
  }

  draw(): DrawnDay {
    const random = this.#random
    const at = random() * (this.#days + this.#drawn.length + UNSEEN)
    const again = this.#drawn[Math.floor(at - this.#days)]
    const drawn = again ?? {
      day: Math.floor(at < this.#days ? at : random() * this.#days),
      ratio: at < this.#days ? NaN : Math.min(1, this.#allowed * 10 ** (2.5 * random() - 1)),
    }
    this.#drawn.push(drawn)
    return drawn
  }

  clear(): void {
    this.#drawn.length = 0
  }
}
