import { quantileSorted } from '../../src/math/quantile.ts'
import { createRandom } from '../../src/math/random.ts'

export interface Interval {
  readonly mean: number
  readonly low: number
  readonly high: number
}

/**
 * Mean of `values` with a 95 % interval when values of one cluster (a series) are not independent:
 * whole clusters are drawn with replacement, `times` times (cluster bootstrap, percentiles). For the
 * difference of two methods pass the differences question by question: they are paired.
 */
export function clusterBootstrap(
  values: readonly number[],
  clusters: readonly string[],
  { times = 2000, seed = 1 } = {},
): Interval {
  const sums = new Map<string, { sum: number; count: number }>()
  values.forEach((value, i) => {
    const { sum, count } = sums.get(clusters[i]!) ?? { sum: 0, count: 0 }
    sums.set(clusters[i]!, { sum: sum + value, count: count + 1 })
  })
  const all = [...sums.values()]
  const random = createRandom(seed)
  const means = Float64Array.from({ length: times }, () => {
    let sum = 0
    let count = 0
    for (let i = 0; i < all.length; i++) {
      const drawn = all[Math.floor(random() * all.length)]!
      sum += drawn.sum
      count += drawn.count
    }
    return sum / count
  }).sort()
  const total = values.reduce((a, b) => a + b, 0)
  return {
    mean: total / values.length,
    low: quantileSorted(means, 0.025),
    high: quantileSorted(means, 0.975),
  }
}
