/**
 * Centre and deviation of a stream, in three numbers at `at`: a mean and a standard deviation that
 * forget, with the distance of a single row clipped, so that no row moves either far. The deviation
 * is kept, not its square: what is near the largest or the smallest number stays one.
 */
export const SCALE_WIDE = 3

const CENTRE = 0
const DEVIATION = 1
const SEEN = 2

/** Rows that are remembered; a change that stays is half forgotten after some 5,500 of them. */
export const MEMORY = 8000
/**
 * No row counts as farther than so many deviations. Far enough for bursts that come again and again
 * to widen the deviation; near enough that a stuck or broken column does not drown the others.
 */
const CLIP = 10

/** Values beyond are only "huge"; differences of them stay finite. */
const HUGEST = 1e300
const FARTHEST = 1e6
/** Differences below this share of the level are rounding, not signal. */
const ROUNDING = 1e-12

export const clipped = (standing: number): number => Math.max(-CLIP, Math.min(CLIP, standing))

/** No number is larger than what differences can be taken of. */
export const tamed = (value: number): number => Math.max(-HUGEST, Math.min(HUGEST, value))

/**
 * How many deviations a value is from the centre, with its sign; finite. The first move after n equal
 * values counts √n: what it would have been, had it been part of the deviation.
 */
export function standingOf(wide: Float64Array, at: number, value: number): number {
  const seen = wide[at + SEEN]!
  const away = value - wide[at + CENTRE]!
  const rounding = ROUNDING * Math.abs(wide[at + CENTRE]!)
  if (seen === 0 || Math.abs(away) <= rounding) return 0
  const deviation = wide[at + DEVIATION]!
  if (deviation === 0) return Math.sign(away) * Math.sqrt(seen)
  const standing = away / Math.max(deviation, rounding)
  return Math.max(-FARTHEST, Math.min(FARTHEST, standing))
}

/** Learns a value; `weight` is 1, or less for a row that is not to be believed in full. */
export function learnScale(wide: Float64Array, at: number, value: number, weight: number): void {
  const seen = wide[at + SEEN]! + 1
  wide[at + SEEN] = seen
  if (seen === 1) {
    wide[at + CENTRE] = value
    return
  }
  const rate = weight / Math.min(seen, MEMORY)
  const deviation = wide[at + DEVIATION]!
  const away = value - wide[at + CENTRE]!
  if (deviation === 0) {
    const moved = standingOf(wide, at, value) !== 0
    if (moved) wide[at + DEVIATION] = Math.max(Number.MIN_VALUE, Math.abs(away) * Math.sqrt(rate))
    return
  }
  const standing = clipped(away / deviation)
  wide[at + CENTRE]! += rate * standing * deviation
  wide[at + DEVIATION] = deviation * Math.sqrt(1 + rate * (standing * standing - 1))
}

/** A stream of steps starts with a known centre: none. */
export function startScale(wide: Float64Array, at: number): void {
  wide[at + SEEN] = 1
}
