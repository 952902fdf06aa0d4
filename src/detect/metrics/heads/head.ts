import type { TailPlace } from '../../../math/surprise-tail.ts'
import type { Frame } from '../frame.ts'
import type { Memory, Need, Place } from '../memory.ts'

/**
 * One way of looking at a signal. To add one: a file here, a line in `registry.ts`; places, tail
 * and the version of stored states follow by themselves.
 */
export interface Head {
  readonly name: string
  readonly need: Need
  /** Looks at the deviation from the base: what it knew means nothing when the base changes its kind. */
  readonly ofBase?: true
  /** Looks at blocks of rows: it is asked once a block, and its answer stands until the next. */
  readonly ofBlocks?: true
  /** Share of this head in `score` (root of weighted squares) and in the alert (weighted mean). */
  readonly extent: number
  readonly alert: number
  /** How far back it looks; long ones are heard later. */
  readonly reach: 'short' | 'long'
  /** `exponential` for sums of surprises; a plain statistic may have a heavy tail. */
  readonly tail: TailPlace['shape']
  /** See `TailPlace`. */
  readonly ordinary?: number
  /**
   * Looks at a row and takes it in. Answers how odd the row is (any scale; its tail calibrates it),
   * with the sign of the direction, or NaN when it has nothing to say yet.
   */
  readonly observe: (memory: Memory, place: Place, frame: Frame) => number
}
