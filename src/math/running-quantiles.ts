/** Three quantiles (10 %, 50 %, 90 %) that follow a stream in three numbers, at `at` in an array. */
export const QUANTILE_WIDE = 3

const MEMORY = 4000
const GAIN = 6

/** Starts from values that are ascending and finite, at least one. */
export function startQuantiles(into: Float64Array, at: number, sorted: Float64Array): void {
  const last = sorted.length - 1
  into[at] = sorted[Math.round(0.1 * last)]!
  into[at + 1] = sorted[Math.round(0.5 * last)]!
  into[at + 2] = sorted[Math.round(0.9 * last)]!
}

/**
 * One step of stochastic approximation (Robbins and Monro 1951) towards each quantile: a share of
 * `spread` whatever the size of the value, so an outlier moves nothing far. `rows` is how many
 * values came before; the step shrinks with it down to a memory of some 4000 rows.
 */
export function stepQuantiles(
  into: Float64Array,
  at: number,
  value: number,
  { spread, rows }: { spread: number; rows: number },
): void {
  const step = spread * Math.max(GAIN / rows, GAIN / MEMORY)
  const low = into[at]! + step * pull(value, into[at]!, 0.1)
  const middle = into[at + 1]! + step * pull(value, into[at + 1]!, 0.5)
  const high = into[at + 2]! + step * pull(value, into[at + 2]!, 0.9)
  into[at] = Math.min(low, middle)
  into[at + 1] = middle
  into[at + 2] = Math.max(middle, high)
}

function pull(value: number, quantile: number, p: number): number {
  if (value > quantile) return p
  return value < quantile ? p - 1 : 0
}
