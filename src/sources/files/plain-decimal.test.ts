import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { plainDecimal } from './plain-decimal.ts'

function read(text: string): number {
  const bytes = Buffer.from(`9${text}9`)
  return plainDecimal(bytes, 1, bytes.length - 1)
}

const digits = fc.stringMatching(/^\d{0,21}$/)

describe('plainDecimal', () => {
  it('is Number() of the text to the last bit, wherever it answers', () => {
    const text = fc
      .tuple(fc.constantFrom('', '-'), digits, fc.constantFrom('', '.'), digits)
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, (written) => {
        const value = read(written)
        fc.pre(!Number.isNaN(value))
        expect(value).toBe(Number(written))
      }),
      { numRuns: 5000 },
    )
  })

  it('reads nearly every number as programs print it', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i - 500) * Math.sqrt(i + 0.1))
    const read1000 = values.map((value) => read(String(value)))
    expect(read1000.filter((value, i) => value === values[i]).length).toBeGreaterThan(990)
  })

  it('does not mistake the first whole number that no double holds', () => {
    for (let point = 1; point <= 16; point++) {
      const text = `9007199254740993`.slice(0, point) + '.' + `9007199254740993`.slice(point)
      const value = read(text)
      expect(Number.isNaN(value) ? Number(text) : value).toBe(Number(text))
    }
  })

  it.each(['', '-', '.', '-.', '1.2.3', '1e5', '+1', ' 1', '1 ', 'NaN', '0x10', '1_0', '--1'])(
    'leaves %j to the long way',
    (text) => expect(read(text)).toBeNaN(),
  )

  it.each([
    ['0', 0],
    ['-0', -0],
    ['5.', 5],
    ['.5', 0.5],
    ['007', 7],
  ])('reads %j', (text, value) => expect(read(text)).toBe(value))
})
