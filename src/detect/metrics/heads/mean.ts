import type { Frame } from '../frame.ts'
import type { Memory, Place } from '../memory.ts'
import type { Head } from './head.ts'

/** A single far value may weigh as much as this many standard deviations. */
const CLIP = 12

/** Deviation smoothed with the given rate: the nearness of a shift, the slowness of a drift. */
function observeMean(rate: number) {
  const settled = 2 / rate
  return ({ fine }: Memory, { fine: at }: Place, frame: Frame): number => {
    const z = Math.max(-CLIP, Math.min(CLIP, frame.deviation / frame.spread))
    if (frame.run <= 1 || frame.switched) fine[at] = 0
    fine[at]! += rate * (z - fine[at]!)
    return frame.run < settled ? NaN : fine[at]!
  }
}

export const shortMean: Head = {
  name: 'short_mean',
  need: { fine: 1 },
  ofBase: true,
  extent: 0.4,
  alert: 0,
  reach: 'short',
  tail: 'power',
  observe: observeMean(1 / 6),
}

export const longMean: Head = {
  name: 'long_mean',
  need: { fine: 1 },
  ofBase: true,
  extent: 0,
  alert: 0.5,
  reach: 'long',
  tail: 'power',
  observe: observeMean(1 / 24),
}
