import { describe, expect, it } from 'vitest'

import { createRandom } from './random.ts'
import { fisherSurprise } from './fisher-surprise.ts'

describe('two surprises as one', () => {
  // scipy.stats.combine_pvalues([p, q]).pvalue
  it.each([
    [0.1, 0.1, 0.05605170185988095],
    [0.05, 0.02, 0.00790775527898214],
    [1e-6, 1, 1.4815510557964283e-5],
  ])('agrees with SciPy on %d and %d', (p, q, combined) => {
    const surprise = fisherSurprise(-Math.log10(p), -Math.log10(q))
    expect(surprise).toBeCloseTo(-Math.log10(combined), 10)
  })

  it('is zero for no surprise', () => {
    expect(fisherSurprise(0, 0)).toBe(0)
  })

  it('is above 2 for one in a hundred pairs of random p-values', () => {
    const random = createRandom(5)
    let above = 0
    for (let i = 0; i < 100_000; i++) {
      const pair = [-Math.log10(1 - random()), -Math.log10(1 - random())] as const
      if (fisherSurprise(...pair) > 2) above++
    }
    expect(Math.abs(above - 1000)).toBeLessThan(130)
  })
})
