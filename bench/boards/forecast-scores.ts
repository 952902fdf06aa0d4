/** Share of the intervals that may miss: 95 % intervals. */
const MISSES = 0.05

/** Mean of 200·|truth - forecast| / (|truth| + |forecast|); two zeros are no error. */
export function symmetricError(truth: Float64Array, forecast: Float64Array): number {
  let sum = 0
  for (let i = 0; i < truth.length; i++) {
    const size = Math.abs(truth[i]!) + Math.abs(forecast[i]!)
    if (size > 0) sum += (200 * Math.abs(truth[i]! - forecast[i]!)) / size
  }
  return sum / truth.length
}

export function absoluteError(truth: Float64Array, forecast: Float64Array): number {
  let sum = 0
  for (let i = 0; i < truth.length; i++) sum += Math.abs(truth[i]! - forecast[i]!)
  return sum / truth.length
}

/** How far values lie from those one period earlier, on average: the unit of MASE and MSIS. */
export function seasonalScale(values: Float64Array, period: number): number {
  return absoluteError(values.subarray(period), values.subarray(0, values.length - period))
}

export interface Interval {
  readonly lower: Float64Array
  readonly upper: Float64Array
}

/** Width plus 40 times what is missed (Gneiting & Raftery 2007), before it is divided by the scale. */
export function intervalScore(truth: Float64Array, { lower, upper }: Interval): number {
  let sum = 0
  for (let i = 0; i < truth.length; i++) {
    const missed = Math.max(0, lower[i]! - truth[i]!, truth[i]! - upper[i]!)
    sum += upper[i]! - lower[i]! + (2 / MISSES) * missed
  }
  return sum / truth.length
}

/** Share of the truth that lies inside. */
export function coverage(truth: Float64Array, { lower, upper }: Interval): number {
  let inside = 0
  for (let i = 0; i < truth.length; i++)
    inside += Number(truth[i]! >= lower[i]! && truth[i]! <= upper[i]!)
  return inside / truth.length
}
