import { median } from '../../math/median.ts'
import type { CountSeries } from './count-series.ts'

/** The dispersion of a series is worth as much as this many windows of the common one. */
const PRIOR_WINDOWS = 8
/** Real counts are never quite Poisson. */
const MIN_DISPERSION = 0.02
/** Where nothing is frequent enough to show one. */
const USUAL_DISPERSION = 0.1
/** Beyond it a count says nothing. */
const MAX_DISPERSION = 20

/**
 * The dispersion d of the first `windows` counts, variance = mean + d·mean², by moments: what the
 * variance has beyond the mean, over the mean squared.
 */
export function dispersionOf(counts: Uint32Array, windows: number): number {
  let sum = 0
  let squares = 0
  for (let w = 0; w < windows; w++) {
    sum += counts[w]!
    squares += counts[w]! * counts[w]!
  }
  if (sum === 0 || windows < 2) return 0
  const mean = sum / windows
  const variance = (squares - sum * mean) / (windows - 1)
  return Math.min(Math.max((variance - mean) / (mean * mean), 0), MAX_DISPERSION)
}

/**
 * The dispersion to expect of a new window: the series' own pulled towards the common one, never
 * below what it has shown, raised by two standard errors (those of the variance of gamma-mixed
 * counts), plus what is not known about the mean after so few windows. Without the raise a third of
 * the discoveries on simulated bursty counts were false; with it about a tenth (the aim is a twentieth).
 */
export function pulled(
  own: number,
  { windows, common, mean }: { windows: number; common: number; mean: number },
): number {
  const blend = (own * windows + common * PRIOR_WINDOWS) / (windows + PRIOR_WINDOWS)
  const shown = Math.max(own, blend, MIN_DISPERSION)
  const upper = shown * (1 + 2 * Math.sqrt((2 + 6 * shown) / windows))
  return upper + (upper + 1 / mean) / windows
}

/** The median dispersion of what is frequent enough to show one, before anything is tested. */
export function commonDispersion(
  series: readonly Pick<CountSeries, 'counts'>[],
  windows: number,
): number {
  const known: number[] = []
  for (const { counts } of series) {
    let sum = 0
    for (let w = 0; w < windows; w++) sum += counts[w]!
    if (sum > windows / 2) known.push(dispersionOf(counts, windows))
  }
  return known.length === 0 ? USUAL_DISPERSION : median(Float64Array.from(known))
}
