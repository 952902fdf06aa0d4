import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { autocorrelation } from './autocorrelation.ts'
import { fitLine } from './line-fit.ts'
import { mannKendall } from './mann-kendall.ts'
import { mean, movingAverage } from './moving-average.ts'
import { theilSen } from './theil-sen.ts'
import { thinned } from './thinned.ts'

describe('theilSen', () => {
  // Pairwise slopes of 0, 1, 2, 3, 100: 1 six times, 33⅓…97 four times: the median is 1.
  it('is not moved by one wild value', () => {
    expect(theilSen(Float64Array.of(0, 1, 2, 3, 100))).toEqual({ slope: 1, intercept: 0 })
  })

  it('skips gaps, and knows nothing of one point', () => {
    expect(theilSen(Float64Array.of(5, NaN, 9)).slope).toBe(2)
    expect(theilSen(Float64Array.of(5)).slope).toBeNaN()
  })
})

describe('fitLine', () => {
  // By hand for 1, 3, 2: slope 0.5, mean 2, residuals -0.5, 1, -0.5 -> 1.5 of 2 unexplained.
  it('agrees with a hand calculation', () => {
    const fit = fitLine(Float64Array.of(99, 1, 3, 2, 99), 1, 4)
    expect(fit.slope).toBeCloseTo(0.5, 12)
    expect(fit.intercept).toBeCloseTo(1.5, 12)
    expect(fit.unexplained).toBeCloseTo(1.5, 12)
    expect(fit.explained).toBeCloseTo(0.25, 12)
  })
})

describe('mannKendall', () => {
  // Five rising values: S = 10, variance 5·4·15/18 = 16.67, (10 - 1)/4.082 = 2.2045.
  it('agrees with a hand calculation', () => {
    expect(mannKendall(Float64Array.of(1, 2, 3, 4, 5))).toBeCloseTo(2.2045, 4)
    expect(mannKendall(Float64Array.of(5, 4, 3, 2, 1))).toBeCloseTo(-2.2045, 4)
    expect(mannKendall(Float64Array.of(1, 1, 1, 1))).toBe(0)
  })
})

describe('movingAverage', () => {
  it('agrees with a hand calculation', () => {
    expect([...movingAverage(Float64Array.of(1, 2, 6, 3, 5), 3)]).toEqual([
      3,
      3,
      11 / 3,
      14 / 3,
      14 / 3,
    ])
    // (½·1 + 2 + ½·6)/2 = 2.75 and so on.
    expect([...movingAverage(Float64Array.of(1, 2, 6, 3, 5), 2)]).toEqual([
      2.75, 2.75, 4.25, 4.25, 4.25,
    ])
  })

  it('wipes out a cycle of its own length', () => {
    const wave = Float64Array.from({ length: 48 }, (_, i) => 7 + Math.sin((2 * Math.PI * i) / 12))
    for (const value of movingAverage(wave, 12)) expect(value).toBeCloseTo(7, 10)
  })

  it('of a window longer than the values is their mean', () => {
    expect([...movingAverage(Float64Array.of(1, 2, 6), 9)]).toEqual([3, 3, 3])
  })
})

describe('autocorrelation', () => {
  it('of an alternation is -1, then 1', () => {
    const values = Float64Array.from({ length: 100 }, (_, i) => i % 2)
    expect(autocorrelation(values, 1)).toBeCloseTo(-1, 10)
    expect(autocorrelation(values, 2)).toBeCloseTo(1, 10)
  })

  it('is 0 of a constant and beyond the values', () => {
    expect(autocorrelation(new Float64Array(9).fill(4), 2)).toBe(0)
    expect(autocorrelation(Float64Array.of(1, 2), 5)).toBe(0)
  })
})

describe('thinned', () => {
  it('leaves at most so many, evenly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 50 }),
        (length, most) => {
          const left = thinned(
            Float64Array.from({ length }, (_, i) => i),
            most,
          )
          expect(left.length).toBeLessThanOrEqual(most)
          expect(new Set(left.subarray(1).map((v, i) => v - left[i]!)).size).toBeLessThanOrEqual(1)
        },
      ),
    )
    expect(mean(thinned(Float64Array.of(1, 2, 3), 3))).toBe(2)
  })
})
