import type { Frame } from '../frame.ts'

/** What all values are whole multiples of, found as they come; numbers from `at` in a memory. */
export const QUANTUM_FINE = 3

const QUANTUM = 0
const HITS = 1
const MISSES = 2

/** A multiple of the quantum lies so near to a whole number of them. */
const NEAR = 0.1
/** Changes that must have led to a whole number of them, before it is believed. */
const LEAST_HITS = 6
/** One change in so many may lead to something else: a restart, a late scrape. */
const HITS_PER_MISS = 8
/** Changes that are remembered. */
const EVIDENCE = 64
/** A quantum that fits badly is looked for anew after so many rows: a power of two, less one. */
const ANEW_MASK = 1023
/** So much smaller than a value is no quantum: a fine grid fits anything. */
const FINEST = 120
/** Misses after which a quantum that does not fit is given up until the search begins anew. */
const HOPELESS = 16
const REFINEMENT = 0.1

export function quantumOf(fine: Float32Array, at: number): number {
  return fine[at + QUANTUM]!
}

/** Whether enough values were whole multiples of the quantum, and hardly any was not. */
export function isQuantized(fine: Float32Array, at: number): boolean {
  return fine[at + HITS]! >= LEAST_HITS && fits(fine, at)
}

function fits(fine: Float32Array, at: number): boolean {
  return fine[at + HITS]! >= HITS_PER_MISS * fine[at + MISSES]!
}

/** Whether the search is given up for now: most signals are no multiples of anything. */
export function isHopeless(fine: Float32Array, at: number, rows: number): boolean {
  return fine[at + MISSES]! >= HOPELESS && !fits(fine, at) && (rows & ANEW_MASK) !== 0
}

/**
 * Looks at one value (its distance from zero, in the signal's own unit). Answers how many times finer
 * the quantum has become: 1 mostly, 0 when the search begins anew.
 */
export function seekQuantum(fine: Float32Array, at: number, value: number, frame: Frame): number {
  const quantum = fine[at + QUANTUM]!
  if ((frame.rows & ANEW_MASK) === 0 && !fits(fine, at)) {
    fine.fill(0, at, at + QUANTUM_FINE)
    return 0
  }
  // What stays is no second witness, and zero is a multiple of everything.
  if (value === 0 || Math.abs(frame.y - frame.past[1]!) <= NEAR * quantum) return 1
  if (quantum === 0) {
    fine[at + QUANTUM] = Math.max(0, value)
    return 1
  }
  const times = value / quantum
  const whole = Math.round(times)
  const off = Math.abs(times - whole)
  if (whole < 1 || off > NEAR) return miss(fine, at, off * quantum, value)
  note(fine, at, HITS)
  fine[at + QUANTUM]! += REFINEMENT * (value / whole - quantum)
  return 1
}

/** The rest is the next candidate, as in Euclid's search for a common divisor. */
function miss(fine: Float32Array, at: number, rest: number, value: number): number {
  note(fine, at, MISSES)
  if (fits(fine, at) || rest * FINEST < Math.abs(value)) return 1
  const finer = fine[at + QUANTUM]! / rest
  fine[at + QUANTUM] = rest
  fine[at + HITS] = 0
  return finer
}

function note(fine: Float32Array, at: number, slot: typeof HITS | typeof MISSES): void {
  fine[at + slot]! += 1
  if (fine[at + HITS]! + fine[at + MISSES]! < EVIDENCE) return
  fine[at + HITS]! /= 2
  fine[at + MISSES]! /= 2
}
