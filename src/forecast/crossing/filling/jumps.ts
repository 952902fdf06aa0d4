import { median } from '../../../math/median.ts'
import { thinned } from '../../../math/thinned.ts'
import { rangeOf } from '../../scale.ts'

/** A step this many times larger than a usual one is a jump, */
const TIMES_USUAL = 10
/** if it is also at least this share of the whole range: a cleanup, a resize, a rotation. */
const SHARE_OF_RANGE = 0.1

/** Indices of the first value after each jump, and how far it went. */
export interface Jump {
  readonly index: number
  readonly size: number
}

/** Clear jumps from one value to the next, oldest first. */
export function jumpsOf(values: Float64Array): Jump[] {
  const steps = values.subarray(1).map((value, i) => value - values[i]!)
  const usual = median(thinned(steps, 2000).map(Math.abs))
  const { lowest, highest } = rangeOf(values)
  const least = Math.max(TIMES_USUAL * usual, SHARE_OF_RANGE * (highest - lowest))
  const jumps: Jump[] = []
  for (let i = 0; i < steps.length; i++)
    if (Math.abs(steps[i]!) > least) jumps.push({ index: i + 1, size: steps[i]! })
  return jumps
}

/** A rise and a later fall of sizes this much alike are one thing that came and went: a temporary copy. */
const ALIKE = 0.2

/** Jumps that were not undone by a later one of the same size. */
export function lastingJumps(jumps: readonly Jump[]): Jump[] {
  const lasting: Jump[] = []
  for (const jump of jumps) {
    const rise = jump.size < 0 ? lasting.findLastIndex((one) => undoes(jump, one)) : -1
    if (rise < 0) lasting.push(jump)
    else lasting.splice(rise, 1)
  }
  return lasting
}

const undoes = (fall: Jump, rise: Jump) =>
  rise.size > 0 && Math.abs(fall.size + rise.size) <= ALIKE * rise.size

/**
 * Takes single jumps out, so that what came before continues into what came after: one cleanup or
 * one large copy says nothing about the slope. What happens again and again stays.
 */
export function withoutSingleJumps(values: Float64Array, jumps: readonly Jump[]): Float64Array {
  const falls = jumps.filter(({ size }) => size < 0)
  const rises = jumps.filter(({ size }) => size > 0)
  const single = [falls, rises].flatMap((kind) => (kind.length === 1 ? kind : []))
  if (single.length === 0) return values
  const spliced = values.slice()
  for (const { index, size } of single) for (let i = 0; i < index; i++) spliced[i]! += size
  return spliced
}

/**
 * Steps between the teeth of a sawtooth (log rotation, garbage collection): the median distance of
 * falls that happen again and again; 0 when they do not.
 */
export function toothLength(jumps: readonly Jump[]): number {
  const falls = jumps.filter(({ size }) => size < 0).map(({ index }) => index)
  if (falls.length < 2) return 0
  return Math.round(median(Float64Array.from(falls.slice(1), (index, i) => index - falls[i]!)))
}
