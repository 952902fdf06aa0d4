/**
 * Everything a detector knows about one signal: views on one stretch of bytes, so that a bank
 * of signals is one buffer and the id of a signal is its place in it.
 */
export interface Memory {
  /** What carries values, times and counters of rows. */
  readonly wide: Float64Array
  /** What is relative to the signal's own scale. */
  readonly fine: Float32Array
  /** Counts on a logarithmic scale (see `math/tally.ts`) and other things that fit in a byte. */
  readonly small: Uint8Array
}

/** A memory in which the model has not begun yet. */
export interface YoungMemory extends Memory {
  /** The warm-up rows; they lie where `fine` begins, and are gone before that is used. */
  readonly early: Float64Array
}

/** How many numbers of each sort a part of the detector keeps. */
export interface Need {
  readonly wide?: number
  readonly fine?: number
  readonly small?: number
}

/** Where the numbers of a part begin; the same in every signal. */
export interface Place {
  readonly wide: number
  readonly fine: number
  readonly small: number
}

/** Gives out places one after the other; what was given out in total is the size of a memory. */
export function createPlanner(): {
  place: (need: Need) => Place
  size: () => Place
} {
  let wide = 0
  let fine = 0
  let small = 0
  return {
    place({ wide: wides = 0, fine: fines = 0, small: bytes = 0 }) {
      const place = { wide, fine, small }
      wide += wides
      fine += fines
      small += bytes
      return place
    },
    size: () => ({ wide, fine, small }),
  }
}
