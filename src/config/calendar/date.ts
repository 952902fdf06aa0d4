import type { Kind } from '../kinds.ts'
import { HOLIDAY_YEARS } from './holidays.ts'

const DAY_MS = 86_400_000
/** Years that a date may have: bounds the table of days. */
const YEARS = { first: 1970, last: 2100 } as const
const EXPECTED = `expected a date such as 2026-12-24 (from ${YEARS.first} to ${YEARS.last}), or 12-24 for every year`
/** A date of every year is one if it is one in a leap year. */
const A_LEAP_YEAR = 2028

/** `2026-12-24`, or `12-24` for every year. */
export const writtenDate: Kind<string> = {
  placeholder: '<date>',
  parse(raw) {
    const match = typeof raw === 'string' ? /^(?:(\d{4})-)?\d\d-\d\d$/.exec(raw.trim()) : null
    if (!match) throw new Error(EXPECTED)
    const [date, year] = match
    const isInside = !year || (Number(year) >= YEARS.first && Number(year) <= YEARS.last)
    if (!isInside || dayOf(year ? date : `${A_LEAP_YEAR}-${date}`) === undefined)
      throw new Error(`${EXPECTED}; ${date} is none`)
    return date
  },
}

/** Days since 1970-01-01 of `2026-12-24`; undefined where there is no such day. */
function dayOf(date: string): number | undefined {
  const time = Date.parse(`${date}T00:00:00Z`)
  const isReal = Number.isFinite(time) && new Date(time).toISOString().startsWith(date)
  return isReal ? time / DAY_MS : undefined
}

/** The days of a written date: one, or one in each year that holidays are known of. */
export function daysOf(date: string): number[] {
  const { first, last } = HOLIDAY_YEARS
  const years = Array.from({ length: last - first + 1 }, (_, i) => first + i)
  const dates = /^\d{4}/.test(date) ? [date] : years.map((year) => `${year}-${date}`)
  return dates.map(dayOf).filter((day) => day !== undefined)
}
