import type { Direction } from './signal.ts'

/** Which signals are meant: all that is given must match. Patterns are anchored at both ends. */
export interface SignalMatch {
  readonly metric?: RegExp
  /** The signal's name as people see it, or its id. */
  readonly signal?: RegExp
  readonly entity?: RegExp
  readonly service?: RegExp
  readonly labels?: Readonly<Record<string, RegExp>>
}

/** The least change that is worth an alert; both must be reached. Absent: as the unit has it. */
export interface LeastChange {
  /** In the signal's own unit: seconds, bytes, a ratio. */
  readonly absolute?: number
  /** A share of what was expected: 0.1 is ten percent. */
  readonly relative?: number
}

/** A day that is not what its weekday says. */
export interface CalendarDay {
  /** Days since 1970-01-01, by the wall clock. */
  readonly day: number
  /** `sunday`: behaves like one. `ignore`: like no day that was seen before. */
  readonly as: 'sunday' | 'ignore'
}

/** What people know better of some signals than we do. What is absent stays as it is. */
export interface Override {
  readonly match: SignalMatch
  readonly direction?: Direction
  readonly leastChange?: LeastChange
  /** Findings, but no incident. */
  readonly mute?: boolean
  /** An IANA name. */
  readonly timeZone?: string
  readonly calendar?: readonly CalendarDay[]
}

/** What people say of the signals: of all, then of some. A later override wins, field by field. */
export interface SignalRules {
  /** An IANA name. */
  readonly timeZone: string
  readonly calendar: readonly CalendarDay[]
  readonly overrides: readonly Override[]
}
