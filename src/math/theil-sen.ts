import { median } from './median.ts'

export interface Line {
  /** Change of the value from one index to the next. */
  readonly slope: number
  /** Value of the line at index 0. */
  readonly intercept: number
}

/**
 * The line through values at indices 0, 1, 2, … whose slope is the median of all pairwise slopes
 * (Theil 1950, Sen 1968): up to 29 % of the points may be arbitrarily wrong. Gaps (NaN) are skipped;
 * NaN, NaN below two points. O(k² log k) for at most `maxPoints` evenly thinned points.
 */
export function theilSen(values: Float64Array, maxPoints = 80): Line {
  const stride = Math.max(1, Math.ceil(values.length / maxPoints))
  const indices: number[] = []
  for (let i = values.length - 1; i >= 0; i -= stride)
    if (Number.isFinite(values[i]!)) indices.push(i)
  const slopes = new Float64Array((indices.length * (indices.length - 1)) / 2)
  let count = 0
  for (let a = 0; a < indices.length; a++)
    for (let b = a + 1; b < indices.length; b++)
      slopes[count++] = (values[indices[a]!]! - values[indices[b]!]!) / (indices[a]! - indices[b]!)
  const slope = median(slopes)
  return { slope, intercept: median(Float64Array.from(indices, (i) => values[i]! - slope * i)) }
}
