/** Buckets of an octave: the top four bits of a double's fraction. */
const PER_OCTAVE = 16
const FRACTION_BITS = 16
/** 2^-30 … 2^50: values beyond go into the first or last bucket. */
const LOWEST_EXPONENT = 1023 - 30
const BUCKETS = 80 * PER_OCTAVE
/** A ratio of 1.5 passes over at least so many whole buckets, wherever it lies. */
const EMPTY_RUN = 4

/** The narrowest gap that counts, as a ratio. */
export const GAP_RATIO = 1.5

interface Bounds {
  readonly shift: number
  readonly low: number
  readonly high: number
}

/**
 * Whether values (plus `shift`, positive) hold two neighbours in order whose ratio is 1.5 or more,
 * the greater at or above `high` or the smaller at or below `low`. Mostly there are none, which
 * counting in buckets tells without sorting.
 */
export function hasFarGap(values: Float64Array, bounds: Bounds): boolean {
  if (!mayHaveGap(values, bounds)) return false
  const { shift, low, high } = bounds
  const shifted = values.map((value) => value + shift)
  return (
    hasGapAbove(shifted, high) ||
    hasGapAbove(
      shifted.map((value) => 1 / value),
      1 / low,
    )
  )
}

/** Only the values that can be part of such a gap are sorted. */
function hasGapAbove(values: Float64Array, high: number): boolean {
  const far = values.filter((value) => value * GAP_RATIO > high).sort()
  for (let i = far.length - 1; i >= 0 && far[i]! >= high; i--) {
    if (i === 0) return far.length < values.length
    if (far[i]! >= GAP_RATIO * far[i - 1]!) return true
  }
  return false
}

/** Never misses a gap; a yes may be wrong. O(n). */
function mayHaveGap(values: Float64Array, { shift, low, high }: Bounds): boolean {
  const used = new Uint8Array(BUCKETS)
  let first = BUCKETS
  let last = 0
  for (let i = 0; i < values.length; i++) {
    const bucket = bucketOf(values[i]! + shift)
    used[bucket] = 1
    if (bucket < first) first = bucket
    if (bucket > last) last = bucket
  }
  return (
    hasEmptyRun(used, Math.max(first, bucketOf(high / 1.6)), last) ||
    hasEmptyRun(used, first, Math.min(last, bucketOf(low * 1.6)))
  )
}

const asDouble = new Float64Array(1)
const asWords = new Uint32Array(asDouble.buffer)

function bucketOf(value: number): number {
  asDouble[0] = value
  const bucket = (asWords[1]! >>> FRACTION_BITS) - LOWEST_EXPONENT * PER_OCTAVE
  return bucket < 0 ? 0 : bucket >= BUCKETS ? BUCKETS - 1 : bucket
}

function hasEmptyRun(used: Uint8Array, from: number, to: number): boolean {
  let run = 0
  for (let bucket = from; bucket <= to; bucket++) {
    run = used[bucket] === 1 ? 0 : run + 1
    if (run >= EMPTY_RUN) return true
  }
  return false
}
