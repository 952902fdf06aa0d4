import type { Frame } from '../frame.ts'
import type { Memory, Place } from '../memory.ts'
import type { Head } from './head.ts'

const FARTHEST = 1e6
const LEAST_RUN = 16

/**
 * Energy of what the autoregression leaves unexplained, smoothed over some `rows`: the distance of
 * the latest rows from all others, as the Mahalanobis distance of a stationary series is just this.
 */
function observeEnergy(rows: number) {
  const rate = 1 / rows
  return ({ fine }: Memory, { fine: at }: Place, frame: Frame): number => {
    const { energy: now, run } = frame
    if (Number.isNaN(now)) return NaN
    const since = run - LEAST_RUN
    fine[at]! += Math.max(rate, 1 / since) * (Math.min(FARTHEST, now) - fine[at]!)
    return since < LEAST_RUN ? NaN : Math.sqrt(fine[at]!)
  }
}

function energy(name: string, rows: number, extent: number): Head {
  return {
    name,
    need: { fine: 1 },
    extent,
    alert: 0,
    reach: rows < 16 ? 'short' : 'long',
    tail: 'power',
    observe: observeEnergy(rows),
  }
}

/** The latest rows do not follow from the ones before. */
export const energies: readonly Head[] = [
  energy('energy_8', 8, 0.7),
  energy('energy_64', 64, 0.8),
  energy('energy_256', 256, 1),
]
