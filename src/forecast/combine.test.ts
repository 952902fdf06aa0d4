import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { voicesOf, weightedMedian } from './combine.ts'

const of = (...values: number[]) => Float64Array.from(values)

describe('voicesOf', () => {
  it('weighs by the cube of past errors and leaves out what erred more than twice as much', () => {
    expect(voicesOf([3, 2, 4.1, 4, Infinity])).toEqual([
      { member: 0, weight: expect.closeTo(8 / 27, 12) as number },
      { member: 1, weight: 1 },
      { member: 3, weight: 1 / 8 },
    ])
  })

  it('hears only the perfect where there are some, and somebody where none could be measured', () => {
    expect(voicesOf([0, 1, 0])).toEqual([
      { member: 0, weight: 1 },
      { member: 2, weight: 1 },
    ])
    expect(voicesOf([Infinity, Infinity])).toHaveLength(2)
  })
})

describe('weightedMedian', () => {
  it('with equal weights is the median', () => {
    expect([...weightedMedian([of(1, 9), of(5, 5), of(100, 1)], [1, 1, 1])]).toEqual([5, 5])
    expect([...weightedMedian([of(1), of(3), of(5), of(100)], [1, 1, 1, 1])]).toEqual([4])
  })

  it('leans to the heavier: weights 3 and 1 stand at 1.5 and 3.5, the middle is 2', () => {
    expect(weightedMedian([of(10), of(20)], [3, 1])[0]).toBeCloseTo(12.5, 12)
    expect(weightedMedian([of(20), of(10)], [1, 3])[0]).toBeCloseTo(12.5, 12)
  })

  it('lies within the forecasts, whatever the weights', () => {
    const one = fc.record({
      value: fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      weight: fc.double({ min: 0.125, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 9 }), (ones) => {
        const values = ones.map(({ value }) => value)
        const [said = NaN] = weightedMedian(
          values.map((value) => of(value)),
          ones.map(({ weight }) => weight),
        )
        expect(said).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6)
        expect(said).toBeLessThanOrEqual(Math.max(...values) + 1e-6)
      }),
    )
  })
})
