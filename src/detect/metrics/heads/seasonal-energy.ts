import { autoregression } from '../baseline/autoregression.ts'
import type { Head } from './head.ts'

const ORDER = 16
const RATE = 1 / 8
const FARTHEST = 1e6
const model = autoregression({ order: ORDER, ridge: 0.01 })
const RING = model.need.fine!
const ENERGY = RING + ORDER
const SIGNED = ENERGY + 1

const past = new Float64Array(ORDER + 1)

/** The latest distances from the time of day do not follow from the ones before. */
export const seasonalEnergy: Head = {
  name: 'seasonal_energy',
  need: { wide: model.need.wide!, fine: SIGNED + 1 },
  extent: 1,
  alert: 0.5,
  reach: 'short',
  tail: 'power',
  observe(memory, place, { seasonalDistance: distance, run }) {
    if (Number.isNaN(distance)) return NaN
    const { fine } = memory
    const at = place.fine
    const ring = place.fine + RING
    for (let k = 0; k < ORDER; k++) past[k + 1] = fine[ring + k]!
    past[0] = distance
    const error = model.errorOf(memory, place, past, run - 1)
    const energy = Math.min(FARTHEST, model.energyOf(memory, place, error))
    model.learn(memory, place, past)
    // The library's copyWithin costs more than the rest of this head.
    for (let k = 1; k < ORDER; k++) fine[ring + k] = past[k]!
    fine[ring] = distance
    if (Number.isNaN(energy)) return NaN
    fine[at + ENERGY]! += RATE * (energy - fine[at + ENERGY]!)
    // The side on which most of it lies gives the sign.
    fine[at + SIGNED]! += RATE * ((error < 0 ? -energy : energy) - fine[at + SIGNED]!)
    const size = Math.sqrt(fine[at + ENERGY]!)
    return fine[at + SIGNED]! < 0 ? -size : size
  },
}
