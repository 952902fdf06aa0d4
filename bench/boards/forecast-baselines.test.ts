import { describe, expect, it } from 'vitest'

import {
  doubleSmoothing,
  naive2,
  predictLinear,
  seasonalNaive,
  theta,
} from './forecast-baselines.ts'

const of = (...values: number[]) => Float64Array.from(values)
/** Level 10 with factors 0.5, 1, 1.5, 1. */
const wave = (count: number) =>
  Float64Array.from({ length: count }, (_, i) => 10 * [0.5, 1, 1.5, 1][i % 4]!)

describe('baselines, by hand', () => {
  it('seasonal naive repeats the last period, also beyond it', () => {
    expect([...seasonalNaive(of(9, 1, 2, 3), 5, 3)]).toEqual([1, 2, 3, 1, 2])
  })

  it('Naive2 continues a multiplicative season exactly', () => {
    const said = naive2(wave(40), 6, 4)
    wave(46)
      .slice(40)
      .forEach((value, i) => expect(said[i]).toBeCloseTo(value, 9))
  })

  it('Naive2 and theta of a short history know no season; theta halves the slope', () => {
    expect([...naive2(of(1, 2, 3), 2, 4)]).toEqual([3, 3])
    const line = Float64Array.from({ length: 9 }, (_, i) => 10 + 2 * i)
    const said = theta(line, 3, 4)
    expect(said[2]! - said[1]!).toBeCloseTo(1, 9)
  })

  it('predict_linear draws on the line through its window only', () => {
    expect([...predictLinear(3)(of(100, 1, 2, 3), 2, 0)]).toEqual([4, 5])
  })

  it('double_exponential_smoothing: factors .5 and .1 over 1, 2, 4', () => {
    // i = 1: trend 1, level .5·2 + .5·(1 + 1) = 2; i = 2: trend .1·(2 - 1) + .9·1 = 1, level .5·4 + .5·3 = 3.5
    expect([...doubleSmoothing(3, false)(of(50, 1, 2, 4), 2, 0)]).toEqual([3.5, 3.5])
    expect([...doubleSmoothing(3, true)(of(50, 1, 2, 4), 2, 0)]).toEqual([4.5, 5.5])
  })
})
