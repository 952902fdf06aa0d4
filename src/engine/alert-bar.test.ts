import { describe, expect, it } from 'vitest'

import { alertBar } from './alert-bar.ts'

describe('alertBar', () => {
  it('is one half where chance stays within the budget', () => {
    // 10 signals a minute are 100,800 rows a week: 1.68 chance alerts.
    expect(alertBar({ signals: 10, step: 60, budget: 3 })).toBe(0.5)
  })

  // By hand: 1,000 signals a minute are 10,080,000 rows a week, 168 chance alerts at one half;
  // 3 are accepted, so log10(56) = 1.748 units more: 1 - 2^(-6.748 / 5) = 0.6076.
  it('rises with the number of rows', () => {
    expect(alertBar({ signals: 1000, step: 60, budget: 3 })).toBeCloseTo(0.6076, 4)
  })

  it('falls when more false incidents are accepted', () => {
    const many = { signals: 5000, step: 15 }
    expect(alertBar({ ...many, budget: 1 })).toBeGreaterThan(alertBar({ ...many, budget: 20 }))
  })
})
