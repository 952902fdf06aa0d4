import { emptyComplex, fourier } from './fourier.ts'

const AVERAGED = 100

/**
 * Spectral Residual (Hou and Zhang 2007; Ren et al. 2019) as the TSB-AD board runs it: what the
 * amplitudes stand out of their moving average over 100 frequencies, back in time. The average is
 * padded with the first and the last value of the scaled series; that is the board's form.
 * It fits nothing and draws nothing, so its published figures prove a scorer.
 */
export function spectralResidual(values: Float64Array): Float64Array {
  const rows = values.length
  const scaled = scale(values)
  const spectrum = fourier({ re: scaled, im: new Float64Array(rows) })
  const logs = spectrum.re.map((re, k) => Math.log(Math.hypot(re, spectrum.im[k]!)))
  const averages = averageLogs(logs, scaled)
  const residual = emptyComplex(rows)
  for (let k = 0; k < rows; k++) {
    const amplitude = Math.exp(logs[k]! - averages[k]!)
    const phase = Math.atan2(spectrum.im[k]!, spectrum.re[k]!)
    residual.re[k] = amplitude * Math.cos(phase)
    // Conjugated: only the size of the inverse transform is wanted.
    residual.im[k] = -amplitude * Math.sin(phase)
  }
  const back = fourier(residual)
  return back.re.map((re, k) => Math.hypot(re, back.im[k]!) / rows)
}

function scale(values: Float64Array): Float64Array {
  let low = Infinity
  let high = -Infinity
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return values.map((value) => (value - low) / (high - low))
}

/** Of the first half of the frequencies; the second half mirrors it, the mean stays itself. */
function averageLogs(logs: Float64Array, scaled: Float64Array): Float64Array {
  const rows = logs.length
  const half = rows >> 1
  const left = (AVERAGED - 1) >> 1
  const padded = new Float64Array(half + AVERAGED - 1).fill(scaled.at(-1)!)
  padded.fill(scaled[0]!, 0, left)
  padded.set(logs.subarray(1, half + 1), left)
  const averages = new Float64Array(rows)
  averages[0] = logs[0]!
  for (let k = 0; k < half; k++) {
    let sum = 0
    for (let i = k; i < k + AVERAGED; i++) sum += padded[i]!
    averages[k + 1] = averages[rows - 1 - k] = sum / AVERAGED
  }
  return averages
}
