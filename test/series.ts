import { createSeries, type Labels, type Series } from '../src/model/series.ts'
import { createRandom } from '../src/math/random.ts'

/** A series that starts at `start` and has one sample each `step` seconds. */
export function seriesOf(
  values: readonly number[] | Float64Array,
  {
    start = 0,
    step = 60,
    labels = { __name__: 'test_metric' },
  }: { start?: number; step?: number; labels?: Labels } = {},
): Series {
  return createSeries(
    labels,
    Float64Array.from(values, (_, i) => start + i * step),
    Float64Array.from(values),
  )
}

/** `length` repeatable draws of normal noise (Box–Muller on a seeded stream). */
export function normalNoise(length: number, { seed = 1, mean = 0, deviation = 1 } = {}): number[] {
  const random = createRandom(seed)
  return Array.from(
    { length },
    () =>
      mean + deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  )
}
