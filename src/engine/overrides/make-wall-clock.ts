import type { DayKind, WallClock } from '../../detect/metrics/wall-clock.ts'
import type { CalendarDay } from '../../model/override.ts'
import { zoneOffsets } from './zone-offsets.ts'

const KIND_OF = { sunday: 1, ignore: 2 } as const satisfies Record<CalendarDay['as'], DayKind>

/** A zone and a calendar: together, what a wall clock is made from. */
export interface ClockPlan {
  /** An IANA name. */
  readonly timeZone: string
  /** Days between 1970 and 2100; the last word on a day counts. */
  readonly calendar: readonly CalendarDay[]
}

/**
 * The tables of a wall clock that is exact between two unix seconds. Undefined where it would be
 * that of UTC without special days, which needs no tables. Throws INPUT_INVALID for an unknown zone.
 */
export function makeWallClock(
  { timeZone, calendar }: ClockPlan,
  range: { readonly start: number; readonly end: number },
): WallClock | undefined {
  const { since, offsets } = zoneOffsets(timeZone, range)
  if (offsets.length === 1 && offsets[0] === 0 && calendar.length === 0) return undefined
  return { since, offsets, ...tableOf(calendar), stretch: 0 }
}

/** One byte a day from the first special day to the last: at most 48 KB for 130 years. */
function tableOf(calendar: readonly CalendarDay[]): Pick<WallClock, 'firstDay' | 'kinds'> {
  if (calendar.length === 0) return { firstDay: 0, kinds: new Uint8Array(0) }
  const days = calendar.map(({ day }) => day)
  const firstDay = days.reduce((least, day) => Math.min(least, day))
  const lastDay = days.reduce((most, day) => Math.max(most, day))
  const kinds = new Uint8Array(lastDay - firstDay + 1)
  for (const { day, as } of calendar) kinds[day - firstDay] = KIND_OF[as]
  return { firstDay, kinds }
}
