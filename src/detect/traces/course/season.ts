import { fitHarmonics, type HarmonicFit } from '../../../math/harmonic-fit.ts'
import { mean } from '../../../math/moving-average.ts'

/** Sines and cosines that a period seen at least twice may have; one seen once only its first. */
const MOST_HARMONICS = 3
/** A period shorter than four blocks is not told from noise. */
const SHORTEST_PERIOD = 4
const CYCLE_STEP = 0.25
const FEWEST_VALUES = 16

/**
 * The periodic course that fits best: the strongest frequency from one cycle in the window upwards,
 * refined, then as many harmonics as pay for themselves (BIC). undefined for too few values.
 */
export function findSeason(values: Float64Array, places: Float64Array): HarmonicFit | undefined {
  if (values.length < FEWEST_VALUES) return undefined
  const rough = strongestCycle(values, places)
  let best: HarmonicFit | undefined
  for (let shift = -0.2; shift <= 0.2001; shift += 0.05) {
    const cycles = Math.max(1, rough + shift)
    const fit = fitHarmonics(values, places, { cycles, harmonics: 1 })
    if (best === undefined || fit.residual < best.residual) best = fit
  }
  if (best!.cycles < 2) return best
  const { cycles } = best!
  for (let harmonics = 2; harmonics <= MOST_HARMONICS; harmonics++) {
    if (cycles * harmonics > values.length / SHORTEST_PERIOD) break
    const fit = fitHarmonics(values, places, { cycles, harmonics })
    const gain = values.length * Math.log(best!.residual / fit.residual)
    if (gain > 2 * (harmonics - best!.harmonics) * Math.log(values.length)) best = fit
  }
  return best
}

/** Cycles in the window at the top of the periodogram (Lomb 1976, without its phase shift). */
function strongestCycle(values: Float64Array, places: Float64Array): number {
  const center = mean(values)
  let best = 0
  let strongest = 1
  for (let cycles = 1; cycles <= values.length / SHORTEST_PERIOD; cycles += CYCLE_STEP) {
    const angle = 2 * Math.PI * cycles
    let sine = 0
    let cosine = 0
    for (let i = 0; i < values.length; i++) {
      sine += (values[i]! - center) * Math.sin(angle * places[i]!)
      cosine += (values[i]! - center) * Math.cos(angle * places[i]!)
    }
    const power = sine * sine + cosine * cosine
    if (power > best) [best, strongest] = [power, cycles]
  }
  return strongest
}
