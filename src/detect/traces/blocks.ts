import type { Subject } from './subject.ts'

/** More blocks than this say nothing more about the course and cost their square. */
const MOST_BLOCKS = 120

/**
 * A subject's time cut into equal blocks. Rows of one time always share a block, so nothing here
 * depends on the order of input. Blocks without rows are left out of `filled` and `values`.
 */
export interface Blocks {
  /** Unix seconds of the first row, and the width of a block. */
  readonly start: number
  readonly width: number
  readonly count: number
  /** Rows in each of the `count` blocks. */
  readonly sizes: Uint32Array
  /** The block of each row, -1 for rows without a time. */
  readonly blockOf: Int32Array
  /** The blocks that have rows, ascending, and the median of the values in each. */
  readonly filled: Uint32Array
  readonly medians: Float64Array
}

/** undefined when the rows have no times, or all the same. */
export function cutIntoBlocks({ values, times }: Subject): Blocks | undefined {
  let start = Infinity
  let end = -Infinity
  let timed = 0
  for (const time of times) {
    if (Number.isNaN(time)) continue
    if (time < start) start = time
    if (time > end) end = time
    timed++
  }
  if (!(end > start)) return undefined
  const count = Math.min(MOST_BLOCKS, timed)
  // A hair wider, so that the last row falls into the last block.
  const width = ((end - start) / count) * (1 + 1e-9)
  const blockOf = new Int32Array(times.length)
  const sizes = new Uint32Array(count)
  for (let i = 0; i < times.length; i++) {
    const time = times[i]!
    const block = Number.isNaN(time) ? -1 : Math.min(count - 1, Math.floor((time - start) / width))
    blockOf[i] = block
    if (block >= 0) sizes[block]!++
  }
  return { start, width, count, sizes, blockOf, ...mediansOf(values, blockOf, sizes) }
}

function mediansOf(
  values: Float64Array,
  blockOf: Int32Array,
  sizes: Uint32Array,
): { filled: Uint32Array; medians: Float64Array } {
  const next = new Uint32Array(sizes.length)
  let filledCount = sizes[0]! > 0 ? 1 : 0
  for (let block = 1; block < sizes.length; block++) {
    next[block] = next[block - 1]! + sizes[block - 1]!
    if (sizes[block]! > 0) filledCount++
  }
  const gathered = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const block = blockOf[i]!
    if (block >= 0) gathered[next[block]!++] = values[i]!
  }
  const filled = new Uint32Array(filledCount)
  const medians = new Float64Array(filledCount)
  let at = 0
  for (let block = 0; block < sizes.length; block++) {
    if (sizes[block] === 0) continue
    filled[at] = block
    medians[at++] = medianOfRange(gathered, next[block]! - sizes[block]!, next[block]!)
  }
  return { filled, medians }
}

/** The median of values[from, to), which are put in order on the way. */
function medianOfRange(values: Float64Array, from: number, to: number): number {
  const size = to - from
  if (size > 24) values.subarray(from, to).sort()
  else {
    for (let i = from + 1; i < to; i++) {
      const value = values[i]!
      let j = i
      for (; j > from && values[j - 1]! > value; j--) values[j] = values[j - 1]!
      values[j] = value
    }
  }
  const middle = from + (size >> 1)
  return size % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2
}
