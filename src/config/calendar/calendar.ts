import { blockKind, fieldsOf, itemsOf, report, valueOf, type Place } from '../block.ts'
import { oneOf, text, type Kind } from '../kinds.ts'
import { nearest } from '../nearest.ts'
import { writtenDate } from './date.ts'
import { holidayPlaces, holidaysOf } from './holidays.ts'

/** A calendar as it is written: public holidays of places, and dates of one's own. */
export interface WrittenCalendar {
  /** `DE`, `US-NY`. */
  readonly holidays: readonly string[]
  readonly dates: readonly WrittenDay[]
}

interface WrittenDay {
  /** `2026-12-24`, or `12-24` for every year. */
  readonly date: string
  readonly as: 'holiday' | 'sunday' | 'ignore' | 'workday'
  readonly name?: string
}

const dayKinds = oneOf('holiday', 'sunday', 'ignore', 'workday')

export const calendar: Kind<WrittenCalendar> = blockKind(readCalendar)

export function readCalendar(place: Place): WrittenCalendar {
  const { holidays, dates } = fieldsOf(place, ['holidays', 'dates'])
  return {
    holidays: (holidays ? itemsOf(holidays) : []).flatMap(readHolidayPlace),
    dates: (dates ? itemsOf(dates) : []).flatMap(readDay),
  }
}

function readHolidayPlace(place: Place): string[] {
  const written = valueOf(place, text)?.toUpperCase()
  if (written === undefined) return []
  if (holidaysOf(written, 0) !== undefined) return [written]
  const near = nearest(written, holidayPlaces())
  const hint = near ? `did you mean ${near}?` : 'give the dates under dates instead'
  report(place, `${JSON.stringify(place.raw)} is no place whose holidays are known; ${hint}`)
  return []
}

function readDay(place: Place): WrittenDay[] {
  const fields = fieldsOf(place, ['date', 'as', 'name'])
  if (!fields.date) report(place, 'needs a date, such as 2026-12-24 or 12-24')
  const date = valueOf(fields.date, writtenDate)
  const as = valueOf(fields.as, dayKinds) ?? 'holiday'
  const name = valueOf(fields.name, text)
  return date === undefined ? [] : [{ date, as, ...(name !== undefined && { name }) }]
}
