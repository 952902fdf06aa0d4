import type { Crossing } from '../../forecast/crossing/question.ts'
import type { Samples } from '../../forecast/ledger/relief.ts'
import type { Signal } from '../../model/signal.ts'

/** What a forecast says of one signal and its limit, and when. */
export interface Outlook {
  /** Has a limit. */
  readonly signal: Signal
  /** The newest sample. */
  readonly value: number
  readonly crossing: Crossing
  readonly horizonSeconds: number
  /** Unix seconds of the newest sample, from which `breach_seconds` count. */
  readonly now: number
  /** What was forecast from, the newest last; absent: what earlier outlooks said is remembered. */
  readonly samples?: Samples
}
