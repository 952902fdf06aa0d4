const ROWS = 20_000
const LAGS = 400
const LEAST = 3
const MOST = 300
const OTHERWISE = 125

/**
 * Rows of the dominant period, as TSB-AD chooses the longest buffer of VUS: the highest strict
 * local maximum of the autocorrelation of the first 20,000 rows at the lags 3 to 400; 125 where
 * there is none or where it is less than 6 or more than 303 rows long.
 */
export function acfPeriod(values: Float64Array): number {
  const correlation = autocovariances(values.subarray(0, ROWS)).subarray(LEAST)
  let best = -1
  for (let k = 1; k + 1 < correlation.length; k++) {
    const isPeak = correlation[k]! > correlation[k - 1]! && correlation[k]! > correlation[k + 1]!
    if (isPeak && !(correlation[k]! <= correlation[best]!)) best = k
  }
  return best < LEAST || best > MOST ? OTHERWISE : best + LEAST
}

/** Sums of products, all divided by the same number: long lags are pulled to zero. */
function autocovariances(values: Float64Array): Float64Array {
  const rows = values.length
  let sum = 0
  for (const value of values) sum += value
  const centred = values.map((value) => value - sum / rows)
  return Float64Array.from({ length: Math.min(LAGS, rows - 1) + 1 }, (_, lag) => {
    let product = 0
    for (let i = lag; i < rows; i++) product += centred[i]! * centred[i - lag]!
    return product
  })
}
