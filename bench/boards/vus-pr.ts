/** Thresholds, spaced evenly over the ranks of the scores. */
const LEVELS = 250

/**
 * VUS-PR: the volume under the precision-recall surface of ranges (Paparrizos et al. 2022, "Volume
 * Under the Surface", with the existence factor and the thresholds of TSB-AD). The mean, over every
 * buffer width from 0 to `longest` rows, of the average precision against labels that fade out to
 * both sides of each anomaly by half a width.
 *
 * `labels` are 0 and 1, `scores` finite. NaN when nothing is labelled. O(rows + widths² × segments).
 */
export function vusPr(labels: Uint8Array, scores: Float64Array, longest: number): number {
  const segments = segmentsOf(labels)
  if (segments.length === 0) return NaN
  const levels = levelsOf(scores)
  const predicted = new Float64Array(LEVELS)
  const hits = new Float64Array(LEVELS)
  levels.forEach((level, row) => {
    predicted[level]! += 1
    hits[level]! += labels[row]!
  })
  const fading = createFading(labels, segments)
  const reach = createReach(levels, segments)
  let volume = 0
  for (let width = 0; width <= longest; width++)
    volume += averagePrecision({
      predicted,
      hits,
      soft: fading(width, levels),
      ...reach(width >> 1),
    })
  return volume / (longest + 1)
}

/** First and last row of an anomaly. */
interface Segment {
  readonly first: number
  readonly last: number
}

export function segmentsOf(labels: Uint8Array): Segment[] {
  const segments: Segment[] = []
  for (let first = labels.indexOf(1); first >= 0;) {
    const after = labels.indexOf(0, first)
    const last = (after < 0 ? labels.length : after) - 1
    segments.push({ first, last })
    first = labels.indexOf(1, last + 1)
  }
  return segments
}

/** For each row the number of the highest threshold that lets it in. */
function levelsOf(scores: Float64Array): Uint8Array {
  const ascending = scores.toSorted()
  const step = (scores.length - 1) / (LEVELS - 1)
  const thresholds = Float64Array.from({ length: LEVELS }, (_, level) => {
    const rank = level === LEVELS - 1 ? scores.length - 1 : Math.floor(level * step)
    return ascending[scores.length - 1 - rank]!
  })
  return Uint8Array.from(scores, (score) => {
    let low = 0
    let high = LEVELS - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (thresholds[middle]! <= score) high = middle
      else low = middle + 1
    }
    return low
  })
}

/** Weights of the rows beside the anomalies, summed by level; rows of anomalies are not in it. */
function createFading(labels: Uint8Array, segments: readonly Segment[]) {
  const weights = new Float64Array(labels.length)
  const touched: number[] = []
  const touch = (row: number, weight: number) => {
    if (labels[row] !== 0) return
    if (weights[row] === 0) touched.push(row)
    weights[row]! += weight
  }
  return (width: number, levels: Uint8Array): Float64Array => {
    for (let distance = 1; distance <= width >> 1; distance++) {
      const weight = Math.sqrt(1 - distance / width)
      for (const { first, last } of segments) {
        touch(last + distance, weight)
        touch(first - distance, weight)
      }
    }
    const soft = new Float64Array(LEVELS)
    for (const row of touched) {
      soft[levels[row]!]! += Math.min(1, weights[row]!)
      weights[row] = 0
    }
    touched.length = 0
    return soft
  }
}

/**
 * Answers how many anomalies are first touched at each level when they are `half` rows longer on
 * both sides; those that then meet are one. Has to be asked with 0, 0, 1, 1, 2, … in this order.
 */
function createReach(levels: Uint8Array, segments: readonly Segment[]) {
  const lowest = segments.map(({ first, last }) =>
    levels.subarray(first, last + 1).reduce((low, level) => Math.min(low, level)),
  )
  return (half: number): { touched: Float64Array; anomalies: number } => {
    const touched = new Float64Array(LEVELS)
    let anomalies = 0
    let level = LEVELS
    segments.forEach(({ first, last }, i) => {
      lowest[i] = Math.min(
        lowest[i]!,
        levels[first - half] ?? LEVELS,
        levels[last + half] ?? LEVELS,
      )
      level = Math.min(level, lowest[i])
      const next = segments[i + 1]
      if (next && last + half >= next.first - half) return
      touched[level]! += 1
      anomalies++
      level = LEVELS
    })
    return { touched, anomalies }
  }
}

interface Counts {
  readonly predicted: Float64Array
  readonly hits: Float64Array
  readonly soft: Float64Array
  readonly touched: Float64Array
  readonly anomalies: number
}

function averagePrecision({ predicted, hits, soft, touched, anomalies }: Counts): number {
  const labelled = hits.reduce((sum, count) => sum + count)
  const sum = { predicted: 0, hits: 0, soft: 0, touched: 0 }
  let area = 0
  let before = 0
  for (let level = 0; level < LEVELS; level++) {
    sum.predicted += predicted[level]!
    sum.hits += hits[level]!
    sum.soft += soft[level]!
    sum.touched += touched[level]!
    const found = Math.min(1, (sum.hits + sum.soft) / (labelled + sum.soft / 2))
    const recall = found * (sum.touched / anomalies)
    area += (recall - before) * ((sum.hits + sum.soft) / sum.predicted)
    before = recall
  }
  return area
}
