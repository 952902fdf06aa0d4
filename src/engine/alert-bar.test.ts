import { describe, expect, it } from 'vitest'

import { alertBar } from './alert-bar.ts'

describe('alertBar', () => {
  it('is one half where chance stays within the budget', () => {
    // 20 signals a minute are 201,600 rows a week: less than one chance alert.
    expect(alertBar({ signals: 20, step: 60, budget: 3 })).toBe(0.5)
  })

  // By hand: 1,000 signals a minute are 10,080,000 rows a week, 33.6 chance alerts at one half;
  // 3 are accepted, so log10(11.2) = 1.049 units more: 1 - 2^(-6.049 / 5) = 0.5677.
  it('rises with the number of rows', () => {
    expect(alertBar({ signals: 1000, step: 60, budget: 3 })).toBeCloseTo(0.5677, 4)
  })

  it('falls when more false incidents are accepted', () => {
    const many = { signals: 5000, step: 15 }
    expect(alertBar({ ...many, budget: 1 })).toBeGreaterThan(alertBar({ ...many, budget: 20 }))
  })
})
