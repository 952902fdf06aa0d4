import { binned, binSize } from '../bins.ts'
import { stepsPerDay } from '../seasons.ts'
import type { Question } from './question.ts'

/** Past windows looked at: at most this many, so that a long history costs no more. */
const WINDOWS = 200

/**
 * How often, in this history, a window as long as the horizon that began below the threshold saw it
 * reached: the forecast of who knows the past and not the present. Half a case on either side; a half
 * where no window fits.
 */
export function climatologyOf({ values, threshold, step, steps }: Question): number {
  const size = binSize(Math.max(1, steps / 60), stepsPerDay(step))
  const bins = binned(values, size, 'highest')
  const horizon = Math.ceil(steps / size)
  const newest = bins.length - horizon
  const stride = Math.max(1, Math.ceil(newest / WINDOWS))
  let windows = 0
  let reached = 0
  for (let origin = newest; origin >= 1; origin -= stride) {
    if (bins[origin - 1]! >= threshold) continue
    windows++
    if (bins.subarray(origin, origin + horizon).some((value) => value >= threshold)) reached++
  }
  return (reached + 0.5) / (windows + 1)
}
