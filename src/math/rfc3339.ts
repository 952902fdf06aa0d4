/**
 * A time as RFC 3339 in UTC with milliseconds, as Date's toISOString writes it, for rooms without a
 * clock. `seconds` is unix time of the years 0 to 9999; null when it is not.
 */
export function formatRfc3339(seconds: number): string | null {
  const milliseconds = Math.round(seconds * 1000)
  if (!(milliseconds >= -62_167_219_200_000 && milliseconds < 253_402_300_800_000)) return null
  const days = Math.floor(milliseconds / 86_400_000)
  const rest = milliseconds - days * 86_400_000
  const { year, month, day } = civilFromDays(days)
  const clock = [3_600_000, 60_000, 1000].map((unit, i) =>
    padded(Math.floor(rest / unit) % (i === 0 ? 24 : 60), 2),
  )
  const date = `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`
  return `${date}T${clock.join(':')}.${padded(rest % 1000, 3)}Z`
}

/** Days since 1970-01-01 to the Gregorian calendar (Howard Hinnant, "chrono-compatible dates"). */
function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096)
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365)
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0')
}
