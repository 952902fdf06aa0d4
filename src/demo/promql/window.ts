/** The samples of one series that a range function sees at one time; reused from time to time. */
export interface Window {
  /** Samples at equal distances; NaN where there is none. */
  data: Float64Array
  /** The first and the last place in `data` that lie in the window, both included. */
  low: number
  high: number
  /** Milliseconds of place 0, and between two places. */
  origin: number
  step: number
  /** The window in milliseconds: `(end - range)` to `end`. */
  end: number
  range: number
  /** The scalar argument, of functions that take one. */
  argument: number
}

/** NaN says that there is nothing to answer. */
export type RangeFunction = (window: Window) => number

export function timeOf(window: Window, place: number): number {
  return window.origin + place * window.step
}

/** The first place from `low` up that has a sample; beyond `high` when there is none. */
export function firstPlace(window: Window): number {
  let place = window.low
  while (place <= window.high && Number.isNaN(window.data[place]!)) place++
  return place
}

export function lastPlace(window: Window): number {
  let place = window.high
  while (place >= window.low && Number.isNaN(window.data[place]!)) place--
  return place
}
