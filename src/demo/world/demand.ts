import { normal, smoothNoise } from './noise.ts'
import { TICK_SECONDS } from './tick.ts'

const DAY = 86_400
const MEAN_REQUESTS = 80

/** Requests a second that customers ask of the shop. */
export function demandAt(seed: number, seconds: number): number {
  return MEAN_REQUESTS * season(seconds) * wander(seed, seconds)
}

/** Quiet at four in the morning, a hump at noon and a higher one at eight; weekends differ a little. */
function season(seconds: number): number {
  const hour = ((seconds % DAY) / DAY) * 24
  const wave = (peak: number, harmonic: number) =>
    Math.cos(((hour - peak) * harmonic * 2 * Math.PI) / 24)
  const weekday = 1 + 0.5 * wave(16, 1) + 0.16 * wave(8, 2)
  const weekend = 0.85 + 0.38 * wave(17, 1) + 0.08 * wave(9, 2)
  const share = weekendShare(seconds)
  return weekday * (1 - share) + weekend * share
}

/** 1 on Saturday and Sunday, 0 on working days, three hours of change around midnight. */
function weekendShare(seconds: number): number {
  // 1970-01-01 was a Thursday, so Saturday begins two days into the epoch's week.
  const sinceSaturday = (((seconds / DAY - 2) % 7) + 7) % 7
  const edge = 1.5 / 24
  const step = (x: number) => Math.min(1, Math.max(0, (x + edge) / (2 * edge)))
  return Math.max(step(sinceSaturday) - step(sinceSaturday - 2), step(sinceSaturday - 7))
}

/** What makes no two days equal: slow, hourly and quick noise. */
function wander(seed: number, seconds: number): number {
  return Math.exp(
    0.07 * smoothNoise(seed + 1, seconds / (16 * 3600)) +
      0.04 * smoothNoise(seed + 2, seconds / 9000) +
      0.03 * smoothNoise(seed + 3, seconds / 1500) +
      0.012 * normal(seed + 4, Math.floor(seconds / TICK_SECONDS)),
  )
}
