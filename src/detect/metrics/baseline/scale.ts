import type { Memory, Need, Place, YoungMemory } from '../memory.ts'

/** The rows before the first verdict; they fix the zero and the unit of everything after. */
export const WARM_UP = 32
export const SCALE_NEED: Need = { wide: 3 }

const FILLED = 0
const OFFSET = 1
const UNIT = 2

/** Beyond this many units a value is only "far"; keeps squares finite in single precision. */
const FARTHEST = 1e9
/** Differences below this share of the level are rounding, not signal. */
const ROUNDING = 1e-12

export type Readiness = 'collecting' | 'constant' | 'ready'

export function readiness({ wide }: Memory, { wide: at }: Place): Readiness {
  if (wide[at + UNIT]! > 0) return 'ready'
  return wide[at + FILLED]! < WARM_UP ? 'collecting' : 'constant'
}

/** The value in the signal's own unit, counted from its own zero. */
export function toOwnUnit({ wide }: Memory, { wide: at }: Place, value: number): number {
  const y = (value - wide[at + OFFSET]!) / wide[at + UNIT]!
  return Math.max(-FARTHEST, Math.min(FARTHEST, y))
}

export function fromOwnUnit({ wide }: Memory, { wide: at }: Place, y: number): number {
  const value = wide[at + OFFSET]! + y * wide[at + UNIT]!
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value))
}

/** What a signal without a unit yet is: its middle value so far. */
export function middleOf({ wide }: Memory, { wide: at }: Place): number {
  return wide[at + OFFSET]!
}

/** Keeps a warm-up row. The last of them sets zero and unit, unless all were the same. */
export function collect({ wide, early }: YoungMemory, { wide: at }: Place, value: number): void {
  const filled = wide[at + FILLED]!
  early[filled] = value
  wide[at + FILLED] = filled + 1
  const sorted = early.slice(0, filled + 1).sort()
  const middle = sorted[filled >> 1]!
  wide[at + OFFSET] = middle
  if (filled + 1 < WARM_UP) return
  const far = sorted.map((x) => Math.abs(x - middle)).sort()
  const typical = far[WARM_UP >> 1]! || far[WARM_UP - 1]!
  setUnit(wide, at, typical)
}

/** A signal that never moved takes its first move as the unit. */
export function startMoving({ wide }: Memory, { wide: at }: Place, value: number): void {
  setUnit(wide, at, Math.abs(value - wide[at + OFFSET]!))
}

function setUnit(wide: Float64Array, at: number, typical: number): void {
  if (typical === 0) return
  const least = Math.max(ROUNDING * Math.abs(wide[at + OFFSET]!), Number.MIN_VALUE)
  wide[at + UNIT] = Math.min(Number.MAX_VALUE, Math.max(typical, least))
}

/**
 * The warm-up rows in the signal's unit, oldest first; a buffer that the next call reuses. They are
 * forgotten with this: their place is taken by the model.
 */
export function takeWarmUpRows(memory: YoungMemory, place: Place): Float64Array {
  for (let i = 0; i < WARM_UP; i++) buffer[i] = toOwnUnit(memory, place, memory.early[i]!)
  memory.early.fill(0)
  return buffer
}

const buffer = new Float64Array(WARM_UP)
