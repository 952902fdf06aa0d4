/** The scale on which a series is modelled. */
export interface Scale {
  readonly name: 'linear' | 'log'
  readonly to: (value: number) => number
  readonly from: (value: number) => number
}

export const linearScale: Scale = { name: 'linear', to: (value) => value, from: (value) => value }
export const logScale: Scale = { name: 'log', to: Math.log, from: Math.exp }

/** What a metric can be: a percentage ends at 100, free bytes at 0. */
export interface Bounds {
  readonly min?: number
  readonly max?: number
}

export interface Range {
  readonly lowest: number
  readonly highest: number
}

export function rangeOf(values: Float64Array): Range {
  let lowest = Infinity
  let highest = -Infinity
  for (const value of values) {
    if (value < lowest) lowest = value
    if (value > highest) highest = value
  }
  return { lowest, highest }
}

/** The range of two histories together. */
export function wider(one: Range, other: Range): Range {
  return {
    lowest: Math.min(one.lowest, other.lowest),
    highest: Math.max(one.highest, other.highest),
  }
}

/**
 * What a forecast may say: at most one range beyond the history, never below zero where the history
 * never was, and inside the bounds. It keeps a model that explodes from being believed.
 */
export function allowedRange(values: Float64Array, bounds: Bounds = {}): Range {
  return beyond(rangeOf(values), bounds)
}

/** The same from the range of the history. */
export function beyond({ lowest, highest }: Range, bounds: Bounds = {}): Range {
  const range = highest - lowest
  const floor = lowest >= 0 ? Math.max(0, lowest - range) : lowest - range
  return {
    lowest: Math.max(floor, bounds.min ?? -Infinity),
    highest: Math.min(highest + range, bounds.max ?? Infinity),
  }
}

/** `value` inside the range; `fallback` where it is no number at all. */
export function within({ lowest, highest }: Range, value: number, fallback: number): number {
  return Math.min(highest, Math.max(lowest, Number.isNaN(value) ? fallback : value))
}
