import type { LeastChange } from '../../model/override.ts'
import type { Direction, Role, Unit } from '../../model/signal.ts'
import type { WallClock } from './wall-clock.ts'

/** What the judge must know of a signal beside its samples. */
export interface SignalProfile {
  /** The direction that may alert; `score` stays two-sided. */
  readonly bad: Direction
  readonly role: Role
  readonly unit: Unit
  /** Seconds between rows; 0 when unknown: then there is no day season and no gap by the clock. */
  readonly step: number
  /** The clock and the calendar that its seasons follow; absent: UTC, no special days. */
  readonly wallClock?: WallClock | undefined
  /** The least change that may alert; absent: as the unit has it. */
  readonly leastChange?: LeastChange | undefined
}
