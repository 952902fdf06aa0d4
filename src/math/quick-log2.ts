/** What is looked up instead of computed: the logarithms of 1, 1 1/128, … 2. */
const STEPS = 128
/** Powers of two up to which numbers are quick; beyond, `Math.log2` answers. */
const REACH = 64
const LN2 = Math.LN2

const LOGS = Float64Array.from({ length: STEPS + 1 }, (_, i) => Math.log2(1 + i / STEPS))
const INVERSES = Float64Array.from({ length: STEPS + 1 }, (_, i) => STEPS / (STEPS + i))
const DOWN = Float64Array.from({ length: 2 * REACH }, (_, i) => 2 ** (REACH - i))

const number = new Float64Array(1)
const words = new Uint32Array(number.buffer)
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0

/**
 * The binary logarithm of a positive number within 5e-13, exact for powers of two; several times as
 * fast as `Math.log2`, which calls out of compiled code. The exponent is read from the bits, the
 * logarithm of the nearest 128th from a table, and four terms of the series do the rest (after
 * Tang 1990, "Table-driven implementation of the logarithm function").
 */
export function quickLog2(x: number): number {
  number[0] = x
  const high = words[HIGH]!
  const exponent = (high >>> 20) - 1023
  // Also where the sign bit is set, and for zero, infinity and NaN.
  if (exponent < -REACH || exponent >= REACH) return Math.log2(x)
  const step = ((high & 0xf_ffff) + 0x1000) >>> 13
  const r = x * DOWN[exponent + REACH]! * INVERSES[step]! - 1
  const series = r * (1 - r * (1 / 2 - r * (1 / 3 - r * (1 / 4))))
  return exponent + LOGS[step]! + series * (1 / LN2)
}
