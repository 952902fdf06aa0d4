import { describe, expect, it } from 'vitest'

import {
  absoluteError,
  coverage,
  intervalScore,
  seasonalScale,
  symmetricError,
} from './forecast-scores.ts'

const of = (...values: number[]) => Float64Array.from(values)

describe('scores of a forecast, by hand', () => {
  it('sMAPE: 200·2/6, 0 for two zeros, 200 for a zero against something', () => {
    expect(symmetricError(of(4, 0, 3), of(2, 0, 0))).toBeCloseTo((200 / 3 + 0 + 200) / 3, 12)
  })

  it('mean absolute error', () => {
    expect(absoluteError(of(1, 2, 3), of(2, 2, -1))).toBeCloseTo(5 / 3, 12)
  })

  it('the scale is the mean distance one period apart', () => {
    expect(seasonalScale(of(1, 5, 2, 9, 4), 2)).toBeCloseTo((1 + 4 + 2) / 3, 12)
  })

  it('an interval costs its width, and 40 times what it misses on either side', () => {
    const interval = { lower: of(0, 0, 0), upper: of(2, 2, 2) }
    expect(intervalScore(of(1, 3, -0.5), interval)).toBeCloseTo(2 + (40 + 20) / 3, 12)
  })

  it('edges are inside', () => {
    expect(coverage(of(0, 2, 3, -1), { lower: of(0, 0, 0, 0), upper: of(2, 2, 2, 2) })).toBe(0.5)
  })
})
