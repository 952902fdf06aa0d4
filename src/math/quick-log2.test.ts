import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quickLog2 } from './quick-log2.ts'

const positive = fc.double({ min: Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true })

describe('quick binary logarithm', () => {
  it('is the logarithm within 5e-13', () => {
    const near = fc.double({ min: 1e-9, max: 1e9, noNaN: true })
    fc.assert(
      fc.property(fc.oneof(positive, near), (x) => {
        expect(Math.abs(quickLog2(x) - Math.log2(x))).toBeLessThan(5e-13)
      }),
      { numRuns: 2000 },
    )
  })

  it('is as near at the ends of every step of its table', () => {
    for (let i = 0; i <= 256; i++) {
      for (const off of [1 - 2 ** -53, 1, 1 + 2 ** -52]) {
        const x = (1 + i / 256) * off
        expect(Math.abs(quickLog2(x) - Math.log2(x))).toBeLessThan(5e-13)
      }
    }
  })

  it('is exact for powers of two', () => {
    for (let power = -1074; power < 1024; power++) expect(quickLog2(2 ** power)).toBe(power)
  })

  it('answers as Math.log2 where there is no finite logarithm', () => {
    expect(quickLog2(0)).toBe(-Infinity)
    expect(quickLog2(Infinity)).toBe(Infinity)
    expect(quickLog2(-1)).toBeNaN()
    expect(quickLog2(NaN)).toBeNaN()
  })
})
