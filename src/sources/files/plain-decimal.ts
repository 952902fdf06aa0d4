import { longDecimal, MAX_EXACT, POWERS_OF_TEN } from '../prometheus/scan/decimal.ts'

const MINUS = 45
/** What "." is when digits count from 0. */
const POINT = -2

/**
 * The number that `bytes[start]` up to `bytes[end]` write in digits, with at most a sign and a point:
 * the same to the last bit as `Number()` of that text. NaN for every other form, and where that
 * cannot be told quickly: the text is to be read the long way then.
 */
export function plainDecimal(bytes: Uint8Array, start: number, end: number): number {
  const isNegative = bytes[start] === MINUS
  const first = isNegative ? start + 1 : start
  let mantissa = 0
  let point = -1
  for (let p = first; p < end; p++) {
    const digit = bytes[p]! - 48
    if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit
    else if (digit === POINT && point < 0) point = p
    else return NaN
  }
  const decimals = point < 0 ? 0 : end - point - 1
  const digits = point < 0 ? end - first : end - first - 1
  if (digits <= 0 || decimals >= POWERS_OF_TEN.length) return NaN
  // A mantissa that was rounded on the way is never below the first number that has to be.
  const size =
    mantissa < MAX_EXACT
      ? mantissa / POWERS_OF_TEN[decimals]!
      : (longDecimal(bytes, first, end, decimals) ?? NaN)
  return isNegative ? -size : size
}
