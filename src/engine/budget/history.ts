import { CLASSES } from './weight.ts'

/** Bins of evidence: the sixteenth part of a doubling each, from 1 to 64 and beyond. */
const BINS = 96
export const BIN_WIDTH = Math.LN2 / 16
/** What was seen counts half after four weeks: systems change, and so do detectors. */
const HALF_LIFE_SECONDS = 28 * 86_400
const WEEK_SECONDS = 604_800

const VERSION = 1
/** Places of the single numbers, before the columns of the classes. */
const AT = { version: 0, until: 1, weeks: 2, pages: 3 } as const
const HEAD = 4
const CLASS_LENGTH = 1 + BINS
const LENGTH = HEAD + CLASSES.length * CLASS_LENGTH

/**
 * What groups of findings there have been, in one column of 13 KB: for each class the signal-weeks
 * watched and the groups by their evidence, forgotten slowly.
 */
export class History {
  readonly #numbers = new Float64Array(LENGTH)

  constructor() {
    this.#numbers[AT.version] = VERSION
    this.#numbers[AT.until] = NaN
  }

  /** Unix seconds up to which time has passed; NaN before it began. */
  get until(): number {
    return this.#numbers[AT.until]!
  }

  /** Weeks watched and pages told in them, both as far as they are not forgotten. */
  get weeks(): number {
    return this.#numbers[AT.weeks]!
  }

  get pages(): number {
    return this.#numbers[AT.pages]!
  }

  /** Groups that were over in these weeks, a storm counting once. */
  get groups(): number {
    return CLASSES.reduce((sum, _, kind) => sum + sumOf(this.groupsOf(kind)), 0)
  }

  signalWeeks(kind: number): number {
    return this.#numbers[HEAD + kind * CLASS_LENGTH]!
  }

  /** Groups of a class by `Math.log` of their evidence, in bins of `BIN_WIDTH`. */
  groupsOf(kind: number): Float64Array {
    const start = HEAD + kind * CLASS_LENGTH + 1
    return this.#numbers.subarray(start, start + BINS)
  }

  /** Time passes until `now` (unix seconds) with so many signals of each class under watch. */
  passTo(now: number, signals: ArrayLike<number>): void {
    const numbers = this.#numbers
    const seconds = Math.max(0, now - numbers[AT.until]!) || 0
    if (seconds > 0) {
      const fade = 2 ** (-seconds / HALF_LIFE_SECONDS)
      for (let i = AT.weeks; i < LENGTH; i++) numbers[i]! *= fade
      numbers[AT.weeks]! += seconds / WEEK_SECONDS
      CLASSES.forEach((_, kind) => {
        numbers[HEAD + kind * CLASS_LENGTH]! += (signals[kind]! * seconds) / WEEK_SECONDS
      })
    }
    numbers[AT.until] = Math.max(now, numbers[AT.until]! || now)
  }

  /** Counts a group that is over; `share` of one where several groups were one matter. */
  count({ kind, evidence }: { kind: number; evidence: number }, share: number): void {
    const bin = Math.floor(Math.log(Math.max(1, evidence)) / BIN_WIDTH)
    this.groupsOf(kind)[Math.min(BINS - 1, bin)]! += share
  }

  countPages(count: number): void {
    this.#numbers[AT.pages]! += count
  }

  /** The bytes to be stored. */
  encode(): Uint8Array {
    return new Uint8Array(this.#numbers.slice().buffer)
  }

  /** Takes up what `encode` wrote; another version's bytes are left alone: it is learned anew then. */
  restore(bytes: Uint8Array): void {
    if (bytes.byteLength !== LENGTH * Float64Array.BYTES_PER_ELEMENT) return
    const numbers = new Float64Array(bytes.slice().buffer)
    if (numbers[AT.version] === VERSION) this.#numbers.set(numbers)
  }
}

function sumOf(column: Float64Array): number {
  let sum = 0
  for (const one of column) sum += one
  return sum
}
