import type { Direction, Role, Unit } from '../../model/signal.ts'

/** What the judge must know of a signal beside its samples. */
export interface SignalProfile {
  /** The direction that may alert; `score` stays two-sided. */
  readonly bad: Direction
  readonly role: Role
  readonly unit: Unit
  /** Seconds between rows; 0 when unknown: then there is no day season and no gap by the clock. */
  readonly step: number
}
