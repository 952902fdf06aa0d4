const WINDOW = 6400
const STRIDE = 100
/** Normal tail of 5e-13: the entry's threshold is 1, and its stored scores have 12 digits. */
const CERTAIN = 7.1305068
const LEAST_DEVIATION = 1e-6

/**
 * The "Windowed Gaussian" entry of the NAB board at its published threshold: 1 where a value is so
 * far from the mean of the window before it that its score, 1 minus the normal tail, is stored as 1.
 * The window grows to 6,400 values and then moves by 100 at a time.
 */
export function windowedGaussian(values: Float64Array): Float64Array {
  const flags = new Float64Array(values.length)
  let { mean, deviation } = momentsOf(values.subarray(0, 1))
  for (let i = 1; i < values.length; i++) {
    flags[i] = Math.abs(values[i]! - mean) / deviation >= CERTAIN ? 1 : 0
    const seen = i + 1
    const beyond = seen - WINDOW
    if (beyond <= 0) ({ mean, deviation } = momentsOf(values.subarray(0, seen)))
    else if (beyond % STRIDE === 0) ({ mean, deviation } = momentsOf(values.subarray(beyond, seen)))
  }
  return flags
}

function momentsOf(values: Float64Array): { mean: number; deviation: number } {
  let mean = 0
  for (const value of values) mean += value / values.length
  let square = 0
  for (const value of values) square += (value - mean) ** 2 / values.length
  return { mean, deviation: Math.sqrt(square) || LEAST_DEVIATION }
}
