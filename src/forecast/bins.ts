/**
 * Means (or the highest values) of `size` neighbours, counted from the end so that the newest bin is
 * whole; an incomplete oldest bin is dropped. Keeping the highest keeps the answer to "did it cross?".
 */
export function binned(
  values: Float64Array,
  size: number,
  keep: 'mean' | 'highest' = 'mean',
): Float64Array {
  if (size === 1) return values
  const count = Math.floor(values.length / size)
  const offset = values.length - count * size
  const bins = new Float64Array(count)
  for (let bin = 0; bin < count; bin++) {
    const start = offset + bin * size
    bins[bin] = keep === 'mean' ? meanFrom(values, start, size) : highestFrom(values, start, size)
  }
  return bins
}

function meanFrom(values: Float64Array, start: number, size: number): number {
  let sum = 0
  for (let i = start; i < start + size; i++) sum += values[i]!
  return sum / size
}

function highestFrom(values: Float64Array, start: number, size: number): number {
  let highest = -Infinity
  for (let i = start; i < start + size; i++) if (values[i]! > highest) highest = values[i]!
  return highest
}

/** The least bin size of at least `least` that divides a day evenly; `least` if none is near. */
export function binSize(least: number, day: number): number {
  for (let size = Math.max(1, Math.ceil(least)); size <= 2 * least && size < day; size++)
    if (day % size === 0) return size
  return Math.max(1, Math.ceil(least))
}
