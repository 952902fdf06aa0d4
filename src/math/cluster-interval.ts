import { quantileSorted } from './quantile.ts'
import { createRandom } from './random.ts'

const RESAMPLES = 1000

/**
 * 95 % interval of sum(over) / sum(under) by resampling whole clusters with replacement (percentile
 * bootstrap, Efron 1979; clusters as in Field & Welsh 2007): what is inside one cluster may depend on
 * each other as it likes. `over[i]` and `under[i]` are the sums of cluster i. Undefined where every
 * draw has nothing under the line.
 */
export function clusterInterval(
  over: Float64Array,
  under: Float64Array,
  seed = 1,
): { low: number; high: number } | undefined {
  const random = createRandom(seed)
  const { length } = over
  const ratios: number[] = []
  for (let draw = 0; draw < RESAMPLES; draw++) {
    let top = 0
    let bottom = 0
    for (let i = 0; i < length; i++) {
      const cluster = Math.floor(random() * length)
      top += over[cluster]!
      bottom += under[cluster]!
    }
    if (bottom > 0) ratios.push(top / bottom)
  }
  if (ratios.length === 0) return undefined
  const sorted = Float64Array.from(ratios).sort()
  return { low: quantileSorted(sorted, 0.025), high: quantileSorted(sorted, 0.975) }
}
