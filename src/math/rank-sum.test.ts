import * as fc from 'fast-check'
import { expect, it } from 'vitest'

import { createRandom } from './random.ts'
import { rankSum, type ClusteredSample } from './rank-sum.ts'

const alone = (values: readonly number[]): ClusteredSample => ({
  values: Float64Array.from(values),
  clusters: Uint32Array.from(values, (_, i) => i),
  clusterCount: values.length,
})

// By hand: all 9 pairs are larger, U = 9; variance = 9/12 * 7 = 5.25; z = (4.5 - 0.5)/sqrt(5.25).
// scipy.stats.mannwhitneyu([1,2,3],[4,5,6], method='asymptotic') has p = 0.0808556.
it('agrees with a calculation by hand', () => {
  const { delta, byValue } = rankSum(alone([1, 2, 3]), alone([4, 5, 6]))
  expect(delta).toBe(1)
  expect(byValue).toBeCloseTo(0.0808556, 6)
})

// Ranks 1 2.5 2.5 | 2.5->{1,2,2} vs {2,3}: ranks 1,3,3 | 3,5; U = 2*3 - ... by pairs: 4 larger, 2 equal.
it('shares ranks among equal values', () => {
  expect(rankSum(alone([1, 2, 2]), alone([2, 3])).delta).toBeCloseTo((4 - 0) / 6, 12)
})

it('counts pairs as the definition of delta does, and turns around with the sides', () => {
  const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 30 })
  fc.assert(
    fc.property(values, values, (first, second) => {
      let pairs = 0
      for (const a of first) for (const b of second) pairs += Math.sign(b - a)
      const found = rankSum(alone(first), alone(second))
      const back = rankSum(alone(second), alone(first))
      expect(found.delta).toBeCloseTo(pairs / (first.length * second.length), 10)
      expect(back.delta).toBeCloseTo(-found.delta, 10)
      expect(back.byValue).toBeCloseTo(found.byValue, 10)
      expect(back.byCluster).toBeCloseTo(found.byCluster, 10)
    }),
  )
})

it('finds five in a hundred by cluster where values of a cluster share their level', () => {
  const random = createRandom(5)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const side = (): ClusteredSample => {
    const levels = Array.from({ length: 10 }, () => normal())
    const clusters = Uint32Array.from({ length: 200 }, (_, i) => i % 10)
    return {
      values: Float64Array.from(clusters, (c) => levels[c]! + normal()),
      clusters,
      clusterCount: 10,
    }
  }
  let [byValue, byCluster] = [0, 0]
  for (let i = 0; i < 400; i++) {
    const found = rankSum(side(), side())
    if (found.byValue < 0.05) byValue++
    if (found.byCluster < 0.05) byCluster++
  }
  expect(byValue).toBeGreaterThan(150)
  expect(byCluster).toBeLessThan(36)
  expect(byCluster).toBeGreaterThan(5)
})
