import { fitHarmonics, type HarmonicFit } from '../../../math/harmonic-fit.ts'
import { mean } from '../../../math/moving-average.ts'

/** Sines and cosines that a period seen at least twice may have; one seen once only its first. */
const MOST_HARMONICS = 3
/** A period shorter than four blocks is not told from noise. */
const SHORTEST_PERIOD = 4
const CYCLE_STEP = 0.25
const FEWEST_VALUES = 16
/** Less of the variance in its first sine is no season that would explain a change away. */
const LEAST_SHARE = 0.2
/** Cycles beside the strongest that are tried. */
const REFINED = [0, -0.16, -0.08, 0.08, 0.16]

/**
 * The periodic course that fits best: the strongest frequency from one cycle in the window upwards,
 * refined, then as many harmonics as pay for themselves (BIC). undefined for too few values
 * and where no sine explains much.
 */
export function findSeason(values: Float64Array, places: Float64Array): HarmonicFit | undefined {
  if (values.length < FEWEST_VALUES) return undefined
  const rough = strongestCycle(values, places)
  if (rough === undefined) return undefined
  let best: HarmonicFit | undefined
  for (const shift of REFINED) {
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

/** Cycles in the window at the top of the periodogram (Lomb 1976, without its phase shift), if it is high. */
function strongestCycle(values: Float64Array, places: Float64Array): number | undefined {
  const center = mean(values)
  const centered = values.map((value) => value - center)
  const power = isUniform(places) ? powerOnGrid : powerAtPlaces
  let best = LEAST_SHARE * (values.length / 2) * centered.reduce((sum, one) => sum + one * one, 0)
  let strongest: number | undefined
  for (let cycles = 1; cycles <= values.length / SHORTEST_PERIOD; cycles += CYCLE_STEP) {
    const found = power(centered, places, 2 * Math.PI * cycles)
    if (found > best) [best, strongest] = [found, cycles]
  }
  return strongest
}

function isUniform(places: Float64Array): boolean {
  const step = (places.at(-1)! - places[0]!) / (places.length - 1)
  return places.every((place, i) => Math.abs(place - places[0]! - i * step) < 1e-3 * step)
}

function powerAtPlaces(values: Float64Array, places: Float64Array, angle: number): number {
  let sine = 0
  let cosine = 0
  for (let i = 0; i < values.length; i++) {
    sine += values[i]! * Math.sin(angle * places[i]!)
    cosine += values[i]! * Math.cos(angle * places[i]!)
  }
  return sine * sine + cosine * cosine
}

/** The same where places are equally far apart: one turn by the same angle a value, no sines. */
function powerOnGrid(values: Float64Array, places: Float64Array, angle: number): number {
  const step = angle * (places[1]! - places[0]!)
  const [turnSine, turnCosine] = [Math.sin(step), Math.cos(step)]
  let s = 0
  let c = 1
  let sine = 0
  let cosine = 0
  for (let i = 0; i < values.length; i++) {
    sine += values[i]! * s
    cosine += values[i]! * c
    const turned = s * turnCosine + c * turnSine
    c = c * turnCosine - s * turnSine
    s = turned
  }
  return sine * sine + cosine * cosine
}
