export interface LineFit {
  /** Change of the value from one index to the next. */
  readonly slope: number
  /** Value of the line at the first index of the range. */
  readonly intercept: number
  /** Sum of squared distances from the line. */
  readonly unexplained: number
  /** Share of the variance that the line explains, 0…1; 0 for a constant. */
  readonly explained: number
}

/** Least squares line through values[start…end), at indices counted from `start`. */
export function fitLine(values: Float64Array, start = 0, end: number = values.length): LineFit {
  const count = end - start
  const middle = (count - 1) / 2
  let sum = 0
  for (let i = start; i < end; i++) sum += values[i]!
  const center = sum / count
  let product = 0
  let power = 0
  for (let i = start; i < end; i++) {
    const offset = values[i]! - center
    product += (i - start - middle) * offset
    power += offset * offset
  }
  const slope = count > 1 ? product / ((count * (count * count - 1)) / 12) : 0
  const unexplained = Math.max(0, power - slope * product)
  const explained = power > 0 ? 1 - unexplained / power : 0
  return { slope, intercept: center - slope * middle, unexplained, explained }
}
