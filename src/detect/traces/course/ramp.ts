import { autocorrelationTime } from '../../../math/autocorrelation-time.ts'
import { createRidge } from '../../../math/ridge.ts'
import { residualOf, UNLIKELY } from './pulse.ts'

/** A rise or fall over the whole window. */
export interface Ramp {
  readonly fitted: Float64Array
  /** Last fitted value less the first. */
  readonly height: number
  readonly log10P: number
}

/** The part of the height that the curve may run against its direction, at its ends. */
const AGAINST = 0.05
/** Ramp or pulse, whichever is better, is what gets told: two tries. */
const SHAPES = 2

/** The parabola through the values, least squares. */
export function fitParabola(values: Float64Array, places: Float64Array): Float64Array {
  const ridge = createRidge(3)
  const row = Float64Array.of(1, 0, 0)
  values.forEach((value, i) => {
    const place = 2 * places[i]! - 1
    row[1] = place
    row[2] = place * place
    ridge.add(row, value, 1)
  })
  const [constant, slope, bend] = ridge.solve(0) as unknown as [number, number, number]
  return places.map((at) => constant + (2 * at - 1) * (slope + bend * (2 * at - 1)))
}

/**
 * The parabola through the values, when it only rises or only falls and is more than noise: a straight line would miss a
 * growth that is linear in milliseconds while the values are logs. F test on independent values.
 */
export function fitRamp(values: Float64Array, places: Float64Array): Ramp | undefined {
  const fitted = fitParabola(values, places)
  const first = fitted[0]!
  const last = fitted.at(-1)!
  const height = last - first
  const slack = AGAINST * Math.abs(height)
  const [low, high] = [Math.min(first, last) - slack, Math.max(first, last) + slack]
  if (fitted.some((value) => value < low || value > high)) return undefined
  const left = values.map((value, i) => value - fitted[i]!)
  const log10Ratio = Math.log10(residualOf(left) / residualOf(values))
  const probability = (independent: number) =>
    Math.min(0, Math.log10(SHAPES) + (Math.max(0, independent - 3) / 2) * log10Ratio)
  if (probability(values.length) > UNLIKELY) return undefined
  const log10P = probability(values.length / autocorrelationTime(left))
  return log10P > UNLIKELY ? undefined : { fitted, height, log10P }
}
