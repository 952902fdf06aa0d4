const MINUS = 45
const POINT = 46
const ZERO = 48
/** 10^0 … 10^22: the powers of ten that are exact doubles. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))
/** Sizes that `String()` writes without an exponent, and that need no other power of ten. */
const SMALLEST = 1e-6
const LARGEST = 1e15
/** Nearer to the middle between two results, the error of one multiplication could decide. */
const TOO_CLOSE = 1e-6
/** More bytes than any number takes. */
export const DECIMAL_ROOM = 32

/**
 * Writes `String(Number(value.toPrecision(digits)))` as ASCII to `into[at]` and on, at a tenth of its
 * cost, and answers the place behind it. `value` is finite, `digits` 1 to 9; `into` must have
 * DECIMAL_ROOM bytes left.
 */
export function writeDecimal(into: Buffer, at: number, value: number, digits: number): number {
  if (value === 0) {
    into[at] = ZERO
    return at + 1
  }
  const size = Math.abs(value)
  if (!(size >= SMALLEST && size < LARGEST)) return writeUnusual(into, at, value, digits)
  let decimals = digits - 1 - exponentOf(size)
  const scaled = decimals < 0 ? size / POWERS_OF_TEN[-decimals]! : size * POWERS_OF_TEN[decimals]!
  let mantissa = Math.trunc(scaled) | 0
  const overMiddle = scaled - mantissa - 0.5
  if (Math.abs(overMiddle) < TOO_CLOSE) return writeUnusual(into, at, value, digits)
  if (overMiddle > 0) mantissa++
  while (mantissa % 10 === 0) {
    mantissa = (mantissa / 10) | 0
    decimals--
  }
  if (value < 0) into[at++] = MINUS
  return writeDigits(into, at, mantissa, decimals)
}

/** e with 10^e <= size < 10^(e+1); one off beside a power of ten, where both give the same text. */
function exponentOf(size: number): number {
  let exponent = 0
  if (size >= 1) while (size >= POWERS_OF_TEN[exponent + 1]!) exponent++
  else while (size * POWERS_OF_TEN[-exponent]! < 1) exponent--
  return exponent
}

/** Writes mantissa · 10^-decimals; the mantissa is a whole number above 0. */
function writeDigits(into: Buffer, at: number, mantissa: number, decimals: number): number {
  const whole = Math.max(1, exponentOf(mantissa) + 1 - decimals)
  const point = at + whole
  const end = decimals > 0 ? point + 1 + decimals : point
  let place = end
  for (let zeros = decimals; zeros < 0; zeros++) into[--place] = ZERO
  // From the last digit to the first: what the mantissa has no digits for is 0.
  let left = mantissa
  while (place > at) {
    if (--place === point) into[place] = POINT
    else {
      into[place] = ZERO + (left % 10)
      left = (left / 10) | 0
    }
  }
  return end
}

function writeUnusual(into: Buffer, at: number, value: number, digits: number): number {
  return at + into.write(String(Number(value.toPrecision(digits))), at, 'latin1')
}
