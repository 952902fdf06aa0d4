/**
 * Everything a detector knows about one signal: three views on one stretch of bytes, so that a bank
 * of signals is one buffer and the id of a signal is its place in it.
 */
export interface Memory {
  /** What carries values, times and counters of rows. */
  readonly wide: Float64Array
  /** What is relative to the signal's own scale. */
  readonly fine: Float32Array
  readonly counts: Uint16Array
}

/** How many numbers of each sort a part of the detector keeps. */
export interface Need {
  readonly wide?: number
  readonly fine?: number
  readonly counts?: number
}

/** Where the numbers of a part begin; the same in every signal. */
export interface Place {
  readonly wide: number
  readonly fine: number
  readonly counts: number
}

/** Gives out places one after the other; what was given out in total is the size of a memory. */
export function createPlanner(): {
  place: (need: Need) => Place
  size: () => Place
} {
  let wide = 0
  let fine = 0
  let counts = 0
  return {
    place({ wide: wides = 0, fine: fines = 0, counts: more = 0 }) {
      const place = { wide, fine, counts }
      wide += wides
      fine += fines
      counts += more
      return place
    },
    size: () => ({ wide, fine, counts }),
  }
}
