import { all } from './aggregate.ts'
import { emptyColumn, keyOf, type Column } from './column.ts'
import { parseNumber } from './literal.ts'

interface Bucket {
  readonly bound: number
  readonly column: Column
}

/** histogram_quantile(q, buckets): linear within the bucket that the quantile falls into. */
export function histogramQuantile(
  q: Float64Array,
  columns: readonly Column[],
  count: number,
): Column[] {
  const groups = new Map<string, { labels: Column['labels']; buckets: Bucket[] }>()
  for (const column of columns) {
    const bound = boundOf(column.labels['le'])
    if (bound === undefined) continue
    const labels = all(column.labels, ['le'])
    const key = keyOf(labels)
    const group = groups.get(key) ?? { labels, buckets: [] }
    group.buckets.push({ bound, column })
    groups.set(key, group)
  }
  return [...groups.values()].map(({ labels, buckets }) => {
    buckets.sort((a, b) => a.bound - b.bound)
    return quantileColumn(emptyColumn(labels, count), buckets, q)
  })
}

function boundOf(le: string | undefined): number | undefined {
  if (le === undefined || le === '') return undefined
  try {
    return parseNumber(le)
  } catch {
    return undefined
  }
}

function quantileColumn(result: Column, buckets: readonly Bucket[], q: Float64Array): Column {
  const bounds = new Float64Array(buckets.length)
  const counts = new Float64Array(buckets.length)
  for (let i = 0; i < result.values.length; i++) {
    let size = 0
    for (const { bound, column } of buckets) {
      if (!column.present[i]) continue
      // The same bound written twice (`1` and `1.0`) is one bucket.
      if (size > 0 && bounds[size - 1] === bound) counts[size - 1]! += column.values[i]!
      else {
        bounds[size] = bound
        counts[size++] = column.values[i]!
      }
    }
    if (size === 0) continue
    result.present[i] = 1
    result.values[i] = bucketQuantile(q[i]!, bounds.subarray(0, size), counts.subarray(0, size))
  }
  return result
}

/** promql/quantile.go, bucketQuantile: classic cumulative buckets with ascending bounds. */
function bucketQuantile(q: number, bounds: Float64Array, counts: Float64Array): number {
  const last = bounds.length - 1
  if (Number.isNaN(q)) return NaN
  if (q < 0) return -Infinity
  if (q > 1) return Infinity
  if (bounds[last] !== Infinity || last < 1) return NaN
  for (let i = 1; i <= last; i++) counts[i] = Math.max(counts[i]!, counts[i - 1]!)
  const total = counts[last]!
  if (!(total > 0)) return NaN
  const rank = q * total
  let place = 0
  while (place < last && counts[place]! < rank) place++
  if (place === last) return bounds[last - 1]!
  if (place === 0 && bounds[0]! <= 0) return bounds[0]!
  const low = place > 0 ? bounds[place - 1]! : 0
  const below = place > 0 ? counts[place - 1]! : 0
  return low + (bounds[place]! - low) * ((rank - below) / (counts[place]! - below))
}
