/** A member whose past errors are more than this many times those of the best is not heard. */
const TRUSTED = 1.5

/** Indices of the members worth hearing, by their past losses. At least one. */
export function trusted(losses: readonly number[]): number[] {
  const limit = TRUSTED * Math.min(...losses)
  return [...losses.keys()].filter((member) => losses[member]! <= limit)
}

/** Step-wise median of the members' forecasts: one that goes astray does not matter. */
export function medianOf(forecasts: readonly Float64Array[]): Float64Array {
  const column = new Float64Array(forecasts.length)
  const middle = (forecasts.length - 1) / 2
  return forecasts[0]!.map((_, i) => {
    for (let m = 0; m < forecasts.length; m++) column[m] = forecasts[m]![i]!
    column.sort()
    return (column[Math.floor(middle)]! + column[Math.ceil(middle)]!) / 2
  })
}
