/** Parts that a doubling is cut into. */
const PARTS = 64
/** The smallest value that is told apart is 2^-10, the largest 2^25: a microsecond to nine hours in ms. */
const LOWEST = -10
const OCTAVES = 35
/** Buckets there are: a sketch of any values has at most so many counts. */
export const SKETCH_BUCKETS = PARTS * OCTAVES

const LEAST = 2 ** LOWEST
const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)
/** Exponent and first six bits of the fraction of the least value, as they lie in a float. */
const OFFSET = (LOWEST + 127) * PARTS

/**
 * The bucket of a value: each doubling is cut into 64 parts of equal width, read from the bits of
 * the 32-bit float, without a logarithm. What is smaller or larger than all buckets (0, negative)
 * goes to the first or last. Sketches with these buckets merge by adding counts.
 */
export function bucketOf(value: number): number {
  if (!(value > LEAST)) return 0
  float[0] = value
  return Math.min((bits[0]! >>> 17) - OFFSET, SKETCH_BUCKETS - 1)
}

/** The lower end of a bucket; that of the one behind the last is the upper end of all. */
export function lowerEndOf(bucket: number): number {
  return 2 ** (LOWEST + Math.floor(bucket / PARTS)) * (1 + (bucket % PARTS) / PARTS)
}

/**
 * Counts of values in all buckets, to which those of several sketches are added. 18 KB: one is made
 * and used again and again.
 */
export class SketchSum {
  total = 0
  readonly #counts = new Float64Array(SKETCH_BUCKETS)
  #low = SKETCH_BUCKETS
  #high = -1

  clear(): void {
    if (this.#high >= 0) this.#counts.fill(0, this.#low, this.#high + 1)
    this.total = 0
    this.#low = SKETCH_BUCKETS
    this.#high = -1
  }

  add(bucket: number, count: number): void {
    this.#counts[bucket]! += count
    this.total += count
    if (bucket < this.#low) this.#low = bucket
    if (bucket > this.#high) this.#high = bucket
  }

  /** The quantile p (0…1), within 1.6 % of the exact one; NaN of nothing. */
  quantile(p: number): number {
    const wanted = p * this.total
    let before = 0
    for (let bucket = this.#low; bucket <= this.#high; bucket++) {
      const count = this.#counts[bucket]!
      if (count === 0 || before + count < wanted) {
        before += count
        continue
      }
      const low = lowerEndOf(bucket)
      return low + ((lowerEndOf(bucket + 1) - low) * (wanted - before)) / count
    }
    return NaN
  }

  /** The buckets that hold anything, ascending: their ends and counts. */
  filled(): { readonly from: number; readonly to: number; readonly count: number }[] {
    const found = []
    for (let bucket = this.#low; bucket <= this.#high; bucket++) {
      const count = this.#counts[bucket]!
      if (count > 0) found.push({ from: lowerEndOf(bucket), to: lowerEndOf(bucket + 1), count })
    }
    return found
  }
}
