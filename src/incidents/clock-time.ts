const DAY = 86_400
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A moment as one reads it at `now`: `14:03 UTC`, `21 Nov 14:03 UTC`, `21 Nov 2025 14:03 UTC`. */
export function formatTime(time: number, now: number): string {
  return `${dateBefore(time, now)}${formatClock(time)} UTC`
}

/** Two moments, the date said once where they share it: `14:03 to 14:20 UTC`. */
export function formatSpan(start: number, end: number, now: number): string {
  const second = dayOf(end) === dayOf(start) ? '' : dateBefore(end, now, true)
  return `${dateBefore(start, now)}${formatClock(start)} to ${second}${formatClock(end)} UTC`
}

/** Like `formatSpan`, for what happens somewhere in between. */
export function formatBetween(start: number, end: number, now: number): string {
  return `between ${formatSpan(start, end, now).replace(' to ', ' and ')}`
}

/** `14:03`; the minute that has begun. */
export function formatClock(time: number): string {
  const minutes = Math.floor(time / 60)
  return `${twoDigits(Math.floor(minutes / 60) % 24)}:${twoDigits(minutes % 60)}`
}

function dateBefore(time: number, now: number, always = false): string {
  if (dayOf(time) === dayOf(now) && !always) return ''
  const date = civilDate(dayOf(time))
  const year = date.year === civilDate(dayOf(now)).year ? '' : ` ${date.year}`
  return `${date.day} ${MONTHS[date.month - 1]}${year} `
}

function dayOf(time: number): number {
  return Math.floor(time / DAY)
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

/**
 * Day 0 is 1 January 1970, UTC. Years begin in March, so that the leap day is the last one.
 * Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
 */
export function civilDate(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}
