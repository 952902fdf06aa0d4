/** 10^0 … 10^22: the powers of ten that are exact doubles. */
export const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))
/** Whole numbers up to here are exact doubles. */
export const MAX_EXACT = 2 ** 53
/** 2^27 + 1: cuts a double into two halves whose products are exact (Veltkamp). */
const SPLITTER = 134_217_729
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/**
 * The size of a plain decimal of 16 to 19 digits, the normal case for rates: `bytes[start]` up to
 * `bytes[end]` are digits and at most one point, with `decimals` digits (at most 22) behind it.
 * The same to the last bit as `Number()` of that text, at a third of its cost; undefined where
 * it cannot be sure of that.
 *
 * The mantissa is an exact sum of two doubles; quotient and remainder give the result and a
 * correction of known relative error (below 2^-50). Where that error could tip the rounding the
 * two results differ.
 */
export function longDecimal(
  bytes: Uint8Array,
  start: number,
  end: number,
  decimals: number,
): number | undefined {
  let head = 0
  let tail = 0
  let tailDigits = 0
  for (let p = start; p < end; p++) {
    const digit = bytes[p]! - 48
    if (digit < 0) continue
    if (head < 1e14) head = head * 10 + digit
    else {
      tail = tail * 10 + digit
      tailDigits++
    }
  }
  if (tailDigits > 4) return undefined
  const scale = POWERS_OF_TEN[tailDigits]!
  const product = head * scale
  const low = productError(head, scale, product) + tail
  const high = product + low
  return quotientOf(high, low - (high - product), POWERS_OF_TEN[decimals]!)
}

/** (high + low) / divisor, rounded once; undefined where that cannot be told. */
function quotientOf(high: number, low: number, divisor: number): number | undefined {
  const quotient = high / divisor
  const back = quotient * divisor
  const remainder = high - back - productError(quotient, divisor, back) + low
  const correction = remainder / divisor
  const lowest = quotient + correction * (1 - 2 ** -40)
  return lowest === quotient + correction * (1 + 2 ** -40) ? lowest : undefined
}

/** a * b - product, exactly (Dekker 1971). */
function productError(a: number, b: number, product: number): number {
  const aHigh = SPLITTER * a - (SPLITTER * a - a)
  const bHigh = SPLITTER * b - (SPLITTER * b - b)
  const aLow = a - aHigh
  const bLow = b - bHigh
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
}

/** A sample value as Prometheus writes it: `NaN`, `+Inf`, `-Inf` or a number; undefined for others. */
export function sampleValue(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text)
  if (text === 'NaN') return NaN
  if (text === '+Inf' || text === 'Inf') return Infinity
  return text === '-Inf' ? -Infinity : undefined
}
