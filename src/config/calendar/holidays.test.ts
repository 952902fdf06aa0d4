import { describe, expect, it } from 'vitest'

import { holidayPlaces, HOLIDAY_YEARS, holidaysOf } from './holidays.ts'

const { first, last } = HOLIDAY_YEARS
const years = Array.from({ length: last - first + 1 }, (_, i) => first + i)

/** Easter Sunday by Gauss's rule with Lichtenberg's correction, as a day of March. */
function easterOf(year: number): Date {
  const [k, a] = [Math.floor(year / 100), year % 19]
  const m = 15 + Math.floor((3 * k + 3) / 4) - Math.floor((8 * k + 13) / 25)
  const s = 2 - Math.floor((3 * k + 3) / 4)
  const d = (19 * a + m) % 30
  const r = Math.floor((d + Math.floor(a / 11)) / 29)
  const og = 21 + d - r
  const sz = 7 - ((year + Math.floor(year / 4) + s) % 7)
  const oe = 7 - ((og - sz) % 7)
  return new Date(Date.UTC(year, 2, og + oe))
}

const after = (date: Date, days: number) =>
  new Date(date.getTime() + days * 86_400_000).toISOString().slice(0, 10)

/** The n-th such weekday (0 Sunday) of a month. */
function nth(year: number, month: number, weekday: number, n: number): string {
  const one = new Date(Date.UTC(year, month - 1, 1))
  return after(one, ((weekday - one.getUTCDay() + 7) % 7) + 7 * (n - 1))
}

describe('holidaysOf', () => {
  it.each(years)('has the holidays of Bavaria in %d, by law and by Easter', (year) => {
    const easter = easterOf(year)
    const fixed = ['01-01', '01-06', '05-01', '10-03', '11-01', '12-25', '12-26']
    const wanted = [
      ...fixed.map((day) => `${year}-${day}`),
      ...[-2, 1, 39, 50, 60].map((days) => after(easter, days)),
    ]
    expect(holidaysOf('DE-BY', year)).toEqual([...new Set(wanted)].sort())
  })

  it.each(years)('has the federal holidays of the United States in %d', (year) => {
    const memorial = [5, 4].map((n) => nth(year, 5, 1, n)).find((day) => day.includes('-05-'))!
    const wanted = [
      ...['01-01', '06-19', '07-04', '11-11', '12-25'].map((day) => `${year}-${day}`),
      nth(year, 1, 1, 3),
      nth(year, 2, 1, 3),
      memorial,
      nth(year, 9, 1, 1),
      nth(year, 10, 1, 2),
      nth(year, 11, 4, 4),
    ]
    expect(holidaysOf('US', year)).toEqual(expect.arrayContaining(wanted))
  })

  it('tells regions apart', () => {
    const epiphany = '2026-01-06'
    expect(holidaysOf('DE-BY', 2026)).toContain(epiphany)
    expect(holidaysOf('DE-BE', 2026)).not.toContain(epiphany)
    expect(holidaysOf('DE', 2026)).not.toContain(epiphany)
  })

  it('has real dates of the year that was asked for, for every place', () => {
    const places = [...holidayPlaces()]
    expect(places.length).toBeGreaterThan(500)
    for (const place of places)
      for (const year of [first, last]) {
        const dates = holidaysOf(place, year)!
        const real = dates.filter(
          (date) =>
            date.startsWith(`${year}-`) &&
            new Date(`${date}T00:00:00Z`).toISOString().startsWith(date),
        )
        expect(real).toEqual(dates)
      }
  })

  it('knows nothing of a place or of a year that it does not have', () => {
    expect(holidaysOf('XX', 2026)).toBeUndefined()
    expect(holidaysOf('DE', last + 1)).toEqual([])
  })
})
