import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { DECIMAL_ROOM, writeDecimal } from './decimal-text.ts'

function written(value: number, digits: number): string {
  const into = Buffer.alloc(DECIMAL_ROOM + 3, '#')
  const end = writeDecimal(into, 2, value, digits)
  expect(into.toString('latin1', 0, 2)).toBe('##')
  expect(into.toString('latin1', end)).toMatch(/^#+$/)
  return into.toString('latin1', 2, end)
}

function standard(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)))
}

const digits = fc.integer({ min: 1, max: 9 })

describe('writeDecimal', () => {
  it('writes what toPrecision says, for any number', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(number, digits, (value, count) => {
        expect(written(value, count)).toBe(standard(value, count))
      }),
      { numRuns: 5000 },
    )
  })

  it('writes what toPrecision says, for numbers of usual size', () => {
    const number = fc
      .tuple(fc.double({ min: -10, max: 10, noNaN: true }), fc.integer({ min: -8, max: 17 }))
      .map(([mantissa, exponent]) => mantissa * 10 ** exponent)
    fc.assert(
      fc.property(number, digits, (value, count) => {
        expect(written(value, count)).toBe(standard(value, count))
      }),
      { numRuns: 5000 },
    )
  })

  it('rounds as toPrecision does in the middle between two results, and beside it', () => {
    const whole = fc.integer({ min: 1, max: 99_999_999 })
    const decimals = fc.integer({ min: 0, max: 12 })
    const beside = fc.constantFrom(0, 1e-16, -1e-16, 1e-12, -1e-12)
    fc.assert(
      fc.property(whole, decimals, beside, (digitsOfMiddle, shift, off) => {
        const value = (Number(`${digitsOfMiddle}5e-${shift}`) || 0) * (1 + off)
        const count = String(digitsOfMiddle).length
        expect(written(value, count)).toBe(standard(value, count))
      }),
      { numRuns: 5000 },
    )
  })

  it('carries over to a power of ten, and stops at one', () => {
    for (let exponent = -8; exponent <= 16; exponent++)
      for (const off of [0, 1e-16, -1e-16, -1e-9, -4e-7, -6e-7]) {
        const value = Number(`1e${exponent}`) * (1 + off)
        expect(written(value, 7)).toBe(standard(value, 7))
      }
  })

  it.each([
    [0, '0'],
    [-0, '0'],
    [123.456789, '123.4568'],
    [-0.000012345678, '-0.00001234568'],
    [1234567890123, '1234568000000'],
    [5e-324, '5e-324'],
    [1.5e300, '1.5e+300'],
  ])('writes %d as %s', (value, text) => expect(written(value, 7)).toBe(text))
})
