const DAY = 86_400
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 3
const SUNDAY = 6

/** An ordinary day, one that behaves like a Sunday, one that is like no day before. */
export type DayKind = 0 | 1 | 2

/**
 * The local time of a zone and the special days of a calendar, as tables that were made elsewhere.
 * Plain data, so that it can be sent to a worker thread. In all functions here an absent clock is
 * UTC without special days, timestamps are finite unix seconds, and nothing is allocated.
 */
export interface WallClock {
  /** Unix seconds at which each stretch of one offset begins, ascending; the first is -Infinity. */
  readonly since: Float64Array
  /** Seconds east of UTC in each stretch; as many as `since`. */
  readonly offsets: Float64Array
  /** The local day (counted from 1970-01-01) that `kinds` begins with. */
  readonly firstDay: number
  /** A `DayKind` a local day; days outside are ordinary. */
  readonly kinds: Uint8Array
  /** The stretch of the last look-up: rows come in the order of time, so it is nearly always right. */
  stretch: number
}

/**
 * What the clocks on the wall show, counted as if they were UTC: seconds since 1970-01-01T00:00
 * local time. It leaps ahead in spring and repeats an hour in autumn, as the people do.
 */
export function localSeconds(clock: WallClock | undefined, timestamp: number): number {
  if (clock === undefined) return timestamp
  const { since, offsets } = clock
  let i = clock.stretch
  while (timestamp < since[i]!) i--
  while (i + 1 < since.length && timestamp >= since[i + 1]!) i++
  clock.stretch = i
  return timestamp + offsets[i]!
}

/** Seconds since local midnight as the clock shows them: 0 to below 86,400, also on days of 23 hours. */
export function secondOfDay(clock: WallClock | undefined, timestamp: number): number {
  const local = localSeconds(clock, timestamp)
  return local - Math.floor(local / DAY) * DAY
}

export function dayKind(clock: WallClock | undefined, timestamp: number): DayKind {
  return clock === undefined ? 0 : kindOf(clock, Math.floor(localSeconds(clock, timestamp) / DAY))
}

/** 0 Monday to 6 Sunday, by the wall clock; a day that is like a Sunday is one. */
export function weekday(clock: WallClock | undefined, timestamp: number): number {
  const day = Math.floor(localSeconds(clock, timestamp) / DAY)
  if (clock !== undefined && kindOf(clock, day) === 1) return SUNDAY
  return (((day + FIRST_WEEKDAY) % 7) + 7) % 7
}

function kindOf({ firstDay, kinds }: WallClock, day: number): DayKind {
  return (kinds[day - firstDay] ?? 0) as DayKind
}
