import * as fc from 'fast-check'
import { expect, it } from 'vitest'

import { fittedStack, stacked } from './stack.ts'
import { VIEWS, type View } from './views.ts'

const equal = {
  intercept: 0,
  weights: { simulated: 0.25, rehearsed: 0.25, regressed: 0.25, resembling: 0.25 },
}
const all = (share: number) => new Map<View, number>(VIEWS.map((view) => [view, share]))

it('is the mean of log odds where all weigh the same', () => {
  const shares = new Map<View, number>([
    ['simulated', 0.5],
    ['rehearsed', 0.5],
    ['regressed', 0.9],
    ['resembling', 0.9],
  ])
  // Odds 1, 1, 9, 9: their geometric mean is 3.
  expect(stacked(shares, equal)).toBeCloseTo(0.75, 12)
})

it('gives the weight of the absent to the others', () => {
  expect(stacked(new Map([['simulated', 0.8]]), equal)).toBeCloseTo(0.8, 12)
  expect(stacked(new Map(), equal)).toBeUndefined()
})

it('believes the more the more any view says', () => {
  const share = fc.double({ min: 0.001, max: 0.998, noNaN: true })
  fc.assert(
    fc.property(share, fc.constantFrom(...VIEWS), (base, view) => {
      const more = new Map(all(base)).set(view, base + 0.001)
      expect(stacked(more)!).toBeGreaterThan(stacked(all(base))!)
    }),
  )
})

it('trusts its views about as they are, and is not surer than all of them', () => {
  const total = VIEWS.reduce((sum, view) => sum + fittedStack.weights[view], 0)
  expect(total).toBeGreaterThan(0.8)
  expect(total).toBeLessThan(1.2)
  expect(Math.abs(fittedStack.intercept)).toBeLessThan(0.2)
})
