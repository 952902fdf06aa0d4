/** 10^0 … 10^22: the powers of ten that a double holds exactly. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))
const MOST_DECIMALS = 22
/** Digits that a double always holds exactly, and how many more fit the second part. */
const LEADING = 15
const MOST_DIGITS = 19

/**
 * The double nearest to `leading`·10^`trailingCount` + `trailing`, divided by 10^`decimals`, as
 * JSON.parse rounds it; NaN when that is not certain and the text must be read the long way.
 *
 * Up to 15 digits one exact division does (Clinger 1990, "How to read floating point numbers
 * accurately"). Up to 19 digits, which is what shortest printing of doubles writes, the numerator is
 * held as the exact sum of two doubles and the quotient is corrected by its exact remainder
 * (Dekker 1971, "A floating-point technique for extending the available precision"); when the
 * correction lies too near the middle between two doubles the answer is NaN.
 */
export function decimalToDouble(
  leading: number,
  trailing: number,
  trailingCount: number,
  decimals: number,
): number {
  if (decimals > MOST_DECIMALS) return NaN
  const divisor = POWERS_OF_TEN[decimals]!
  if (trailingCount === 0) return leading / divisor
  if (trailingCount > MOST_DIGITS - LEADING) return NaN
  // numerator = high + low, exactly
  const scale = POWERS_OF_TEN[trailingCount]!
  const product = leading * scale
  const sum = product + trailing
  const carried = sum - product
  const low =
    productError(leading, scale, product) + (product - (sum - carried) + (trailing - carried))
  const quotient = sum / divisor
  const back = quotient * divisor
  const remainder = sum - back - productError(quotient, divisor, back) + low
  const correction = remainder / divisor
  const result = quotient + correction
  const slack = Math.abs(correction) * 2 ** -40 + Math.abs(quotient) * 2 ** -90
  return quotient + (correction - slack) === result && quotient + (correction + slack) === result
    ? result
    : NaN
}

/** Digits that go into `leading`; those after it go into `trailing`. */
export const LEADING_DIGITS = LEADING

/** a·b less its rounded product, exactly (Veltkamp's splitting, Dekker's product). */
function productError(a: number, b: number, product: number): number {
  const aSplit = 134_217_729 * a
  const aHigh = aSplit - (aSplit - a)
  const aLow = a - aHigh
  const bSplit = 134_217_729 * b
  const bHigh = bSplit - (bSplit - b)
  const bLow = b - bHigh
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
}
