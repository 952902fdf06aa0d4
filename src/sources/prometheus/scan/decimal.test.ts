import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { longDecimal, sampleValue } from './decimal.ts'

const digits = fc.bigInt({ min: 9_007_199_254_740_993n, max: 9_999_999_999_999_999_999n })

describe('longDecimal', () => {
  it('is Number() of the text to the last bit, wherever it answers', () => {
    fc.assert(
      fc.property(digits, fc.nat({ max: 22 }), (mantissa, decimals) => {
        const text = place(mantissa.toString(), decimals)
        const value = longDecimal(Buffer.from(text), 0, text.length, decimals)
        expect(value ?? Number(text)).toBe(Number(text))
      }),
      { numRuns: 20_000 },
    )
  })

  it('is never wrong beside the midpoint of two doubles, where rounding is hardest', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 9, noNaN: true }),
        fc.integer({ min: -2, max: 2 }),
        (value, offset) => {
          const mantissa = midpointDigits(value) + BigInt(offset)
          const text = place(mantissa.toString(), 18)
          const read = longDecimal(Buffer.from(text), 0, text.length, 18)
          expect(read ?? Number(text)).toBe(Number(text))
        },
      ),
      { numRuns: 20_000 },
    )
  })

  it('answers for nearly all values as a server prints them', () => {
    let answered = 0
    for (let i = 1; i <= 1000; i++) {
      const text = String(Math.sqrt(i + 0.1) / 7)
      const decimals = text.length - text.indexOf('.') - 1
      if (longDecimal(Buffer.from(text), 0, text.length, decimals) !== undefined) answered++
    }
    expect(answered).toBeGreaterThan(990)
  })
})

describe('sampleValue', () => {
  it.each([
    ['NaN', NaN],
    ['+Inf', Infinity],
    ['-Inf', -Infinity],
    ['1e-07', 1e-7],
    ['-0', -0],
    ['1.5', 1.5],
  ])('reads %s', (text, value) => expect(sampleValue(text)).toBe(value))

  it.each(['', ' 1', '0x10', 'Infinity', '1_0', 'up'])('does not read "%s"', (text) =>
    expect(sampleValue(text)).toBeUndefined(),
  )
})

/** Digits with a point before the last `decimals` of them. */
function place(text: string, decimals: number): string {
  if (decimals === 0) return text
  const padded = text.padStart(decimals + 1, '0')
  return `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`
}

/** 10^18 times the middle between a double and the next one, rounded down; exact in integers. */
function midpointDigits(value: number): bigint {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, value)
  const raw = bits.getBigUint64(0)
  const exponent = Number((raw >> 52n) & 2047n) - 1075
  const mantissa = (raw & ((1n << 52n) - 1n)) | (1n << 52n)
  return ((2n * mantissa + 1n) * 10n ** 18n) >> BigInt(1 - exponent)
}
