import { byte, type ByteReader } from './byte-reader.ts'
import { longDecimal, MAX_EXACT, POWERS_OF_TEN, sampleValue } from './decimal.ts'
import type { SampleColumns } from './sample-columns.ts'

/** Bytes that must be there before a point is looked at: no point in the common form is longer. */
export const POINT_ROOM = 64
const MAX_TIME_DIGITS = 12
const MAX_VALUE_BYTES = 30

/**
 * Reads points `[1700000000.123,"-0.5"],…` in the form every server writes them, as many as are
 * there whole, and stops before the first one in any other form. Consumes what it read, up to
 * the `]` of the last point.
 */
export function readCommonPoints(reader: ByteReader, columns: SampleColumns): void {
  const { bytes } = reader
  const last = reader.end - POINT_ROOM
  let at = reader.at
  while (at <= last && columns.length < columns.left) {
    const next = readCommonPoint(bytes, at, columns)
    if (next < 0) break
    reader.at = next
    if (bytes[next] !== byte.comma) break
    at = next + 1
  }
}

/** The place after the point's `]`, or -1 when it is not in the common form (nothing is kept). */
function readCommonPoint(bytes: Buffer, at: number, columns: SampleColumns): number {
  let p = at + 1
  let time = 0
  let digit = bytes[p]! - 48
  while (digit >= 0 && digit <= 9) {
    time = time * 10 + digit
    digit = bytes[++p]! - 48
  }
  if (bytes[at] !== byte.openBracket || p === at + 1 || p - at > MAX_TIME_DIGITS) return -1
  if (digit === -2) {
    const fraction = p + 1
    digit = bytes[++p]! - 48
    while (digit >= 0 && digit <= 9 && p - fraction < 3) {
      time = time * 10 + digit
      digit = bytes[++p]! - 48
    }
    if (p === fraction) return -1
    // Both sides are exact integers, so this is the double nearest to what is written.
    time /= POWERS_OF_TEN[p - fraction]!
  }
  if (bytes[p] !== byte.comma || bytes[p + 1] !== byte.quote) return -1
  return readCommonValue(bytes, p + 2, time, columns)
}

/** Reads `-0.5"]` and keeps the sample: digits and point in one pass, other forms as a text. */
function readCommonValue(
  bytes: Buffer,
  from: number,
  time: number,
  columns: SampleColumns,
): number {
  const start = bytes[from] === byte.minus ? from + 1 : from
  let mantissa = 0
  let point = -1
  let p = start
  for (const stop = start + MAX_VALUE_BYTES; p < stop; p++) {
    const digit = bytes[p]! - 48
    if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit
    else if (digit === -2 && point < 0) point = p
    else break
  }
  const decimals = point < 0 ? 0 : p - point - 1
  const plain = p > start && point !== start && point !== p - 1 && decimals <= 22
  if (bytes[p] !== byte.quote || !plain) return readTextValue(bytes, from, time, columns)
  const size =
    // A mantissa beyond it may have been rounded down to it.
    mantissa < MAX_EXACT
      ? mantissa / POWERS_OF_TEN[decimals]!
      : longDecimal(bytes, start, p, decimals)
  if (size === undefined) return readTextValue(bytes, from, time, columns)
  if (bytes[p + 1] !== byte.closeBracket) return -1
  columns.push(time, start === from ? size : -size)
  return p + 2
}

/** `NaN`, `+Inf`, exponents, and the few numbers that need all of `Number()`. */
function readTextValue(bytes: Buffer, from: number, time: number, columns: SampleColumns): number {
  let p = from
  while (p < from + MAX_VALUE_BYTES && bytes[p] !== byte.quote) p++
  if (bytes[p] !== byte.quote || bytes[p + 1] !== byte.closeBracket) return -1
  const value = sampleValue(bytes.toString('latin1', from, p))
  if (value === undefined) return -1
  columns.push(time, value)
  return p + 2
}
