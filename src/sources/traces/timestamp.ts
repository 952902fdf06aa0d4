/** Unix seconds of the years 0 and 10000, the range that RFC 3339 can write. */
const EARLIEST = -62_167_219_200
const LATEST = 253_402_300_800

/**
 * Unix seconds of a number that is a time in seconds, milliseconds, microseconds or nanoseconds:
 * the size tells which, unambiguous for every time between March 1973 and the year 5138.
 */
export function secondsOf(value: number): number {
  const size = Math.abs(value)
  const unit = size < 1e11 ? 1 : size < 1e14 ? 1e3 : size < 1e17 ? 1e6 : 1e9
  const seconds = value / unit
  return seconds >= EARLIEST && seconds < LATEST ? seconds : NaN
}

/** Bytes of a date, an hour and a minute: "2025-11-22T10:03". */
const MINUTE_BYTES = 16

/**
 * Reads times from one body. Rows are mostly in order of time, so the minute is compared with that
 * of the row before and only seconds, fraction and offset are read anew.
 */
export class TimestampReader {
  readonly #bytes: Buffer
  readonly #view: DataView
  /** Where the last minute that was understood stands, and its unix seconds. */
  #minuteAt = -1
  #minute = 0

  constructor(bytes: Buffer, view: DataView) {
    this.#bytes = bytes
    this.#view = view
  }

  /** Unix seconds of the text at [start, end), as parseTimestamp reads it. */
  read(start: number, end: number): number {
    if (end - start < 19) return numeric(this.#bytes, start, end)
    if (this.#minuteAt >= 0 && this.#isSameMinute(start)) {
      return this.#minute + secondsOfMinute(this.#bytes, start + MINUTE_BYTES, end)
    }
    const minute = minuteOf(this.#bytes, start)
    if (Number.isNaN(minute)) return numeric(this.#bytes, start, end)
    this.#minuteAt = start
    this.#minute = minute
    return minute + secondsOfMinute(this.#bytes, start + MINUTE_BYTES, end)
  }

  #isSameMinute(start: number): boolean {
    for (let i = 0; i < MINUTE_BYTES; i += 4) {
      if (this.#view.getInt32(start + i) !== this.#view.getInt32(this.#minuteAt + i)) return false
    }
    return true
  }
}

/**
 * Unix seconds of the text bytes[start, end): RFC 3339 (a space for the T, and offsets like +0530
 * are taken too; without an offset it is UTC), or a number in digits; NaN when it is neither.
 */
export function parseTimestamp(bytes: Buffer, start: number, end: number): number {
  if (end - start < 19) return numeric(bytes, start, end)
  const minute = minuteOf(bytes, start)
  if (Number.isNaN(minute)) return numeric(bytes, start, end)
  return minute + secondsOfMinute(bytes, start + MINUTE_BYTES, end)
}

/** Unix seconds of "2025-11-22T10:03" without its offset; NaN when it is none. */
function minuteOf(bytes: Buffer, start: number): number {
  const century = twoDigits(bytes, start)
  const ofCentury = twoDigits(bytes, start + 2)
  const year = century * 100 + ofCentury
  const month = twoDigits(bytes, start + 5)
  const day = twoDigits(bytes, start + 8)
  const hour = twoDigits(bytes, start + 11)
  const minute = twoDigits(bytes, start + 14)
  const separator = bytes[start + 10]!
  const isWritten =
    bytes[start + 4] === 45 &&
    bytes[start + 7] === 45 &&
    (separator === 84 || separator === 116 || separator === 32) &&
    bytes[start + 13] === 58
  if (!isWritten || (century | ofCentury | hour | minute) < 0) return NaN
  if (day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59) return NaN
  return daysSinceEpoch(year, month, day) * 86_400 + hour * 3600 + minute * 60
}

/** What ":07.25+02:00" adds to its minute, a leap second being the next one; NaN when it is none. */
function secondsOfMinute(bytes: Buffer, start: number, end: number): number {
  const second = twoDigits(bytes, start + 1)
  if (bytes[start] !== 58 || second < 0 || second > 60) return NaN
  let at = start + 3
  let fraction = 0
  if (at < end && bytes[at] === 46) {
    const from = ++at
    let digits = 0
    for (; at < end && isDigit(bytes[at]!); at++) {
      if (at - from < 9) digits = digits * 10 + (bytes[at]! - 48)
    }
    if (at === from) return NaN
    fraction = digits / TENS[Math.min(at - from, 9)]!
  }
  return second - offset(bytes, at, end) + fraction
}

const TENS = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

/** Seconds east of UTC that the rest of the text says; NaN when it says something else. */
function offset(bytes: Buffer, at: number, end: number): number {
  const left = end - at
  const sign = bytes[at]
  if (left === 0) return 0
  if (left === 1 && (sign === 90 || sign === 122)) return 0
  if ((sign !== 43 && sign !== 45) || left < 3) return NaN
  const hours = twoDigits(bytes, at + 1)
  let minutes = 0
  if (left === 6 && bytes[at + 3] === 58) minutes = twoDigits(bytes, at + 4)
  else if (left === 5) minutes = twoDigits(bytes, at + 3)
  else if (left !== 3) return NaN
  if ((hours | minutes) < 0 || hours > 23 || minutes > 59) return NaN
  return (sign === 43 ? 1 : -1) * (hours * 3600 + minutes * 60)
}

function numeric(bytes: Buffer, start: number, end: number): number {
  const text = bytes.toString('latin1', start, Math.min(end, start + 64)).trim()
  return /^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?$/.test(text) ? secondsOf(Number(text)) : NaN
}

/** The number of two digits, -1 when they are none. */
function twoDigits(bytes: Buffer, at: number): number {
  const tens = bytes[at]! - 48
  const ones = bytes[at + 1]! - 48
  return tens >= 0 && tens < 10 && ones >= 0 && ones < 10 ? tens * 10 + ones : -1
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  if (month < 1 || month > 12) return 0
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Days from 1970-01-01 in the Gregorian calendar, by years that begin in March. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const early = month <= 2 ? 1 : 0
  const y = year - early
  const m = month + 12 * early - 3
  const leaps = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400)
  return day + Math.floor((153 * m + 2) / 5) + 365 * y + leaps - 719_469
}
