import type { Head } from './head.ts'

const RATE = 1 / 12
const CLIP = 30

/**
 * Energy of what the one-step prediction leaves unexplained over the last dozen rows: the distance
 * of a window from all windows, as the Mahalanobis distance of a stationary series is just this.
 */
export const energy: Head = {
  name: 'energy',
  need: { fine: 2 },
  extent: 1.5,
  alert: 0.5,
  halfTrust: 300,
  tail: 'power',
  observe({ fine }, { fine: at }, { residual, run }) {
    const z = Math.min(CLIP, Math.abs(residual))
    if (run <= 1) fine[at] = fine[at + 1] = 0
    fine[at]! += RATE * (z * z - fine[at]!)
    // The side on which most of it lies gives the sign.
    fine[at + 1]! += RATE * ((residual < 0 ? -z * z : z * z) - fine[at + 1]!)
    if (run < 24) return NaN
    return fine[at + 1]! < 0 ? -Math.sqrt(fine[at]!) : Math.sqrt(fine[at]!)
  },
}
