import type { CalendarDay } from '../../model/override.ts'
import type { WrittenCalendar } from './calendar.ts'
import { daysOf } from './date.ts'
import { HOLIDAY_YEARS, holidaysOf } from './holidays.ts'

/** The special days of a written calendar, in the order of time; own dates win over holidays. */
export function calendarDays({ holidays, dates }: WrittenCalendar): CalendarDay[] {
  const special = new Map<number, CalendarDay['as']>()
  const { first, last } = HOLIDAY_YEARS
  for (const place of holidays)
    for (let year = first; year <= last; year++)
      for (const date of holidaysOf(place, year) ?? [])
        for (const day of daysOf(date)) special.set(day, 'sunday')
  for (const { date, as } of dates)
    for (const day of daysOf(date)) {
      if (as === 'workday') special.delete(day)
      else special.set(day, as === 'ignore' ? 'ignore' : 'sunday')
    }
  return [...special].map(([day, as]) => ({ day, as })).sort((a, b) => a.day - b.day)
}
