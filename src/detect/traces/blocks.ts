import { selectNth } from '../../math/select-quantiles.ts'
import type { Subject } from './subject.ts'

/** More blocks than this say nothing more about the course and cost their square. */
const MOST_BLOCKS = 120

/**
 * A subject's time cut into equal blocks. Rows of one time always share a block, so nothing here
 * depends on the order of input.
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
  readonly stretches: Stretches
}

/**
 * Neighbouring blocks put together until they have half of the usual number of rows, so that their
 * medians are about equally sure: where traffic is thin, one slow call is no course.
 */
interface Stretches {
  /** The stretch of each row, -1 for rows without a time. */
  readonly of: Int32Array
  /** The middle of each stretch, as a share of the whole time. */
  readonly places: Float64Array
  /** The median of the values in each stretch. */
  readonly medians: Float64Array
}

/** undefined when the rows have no times, or all the same. */
export function cutIntoBlocks({ values, times }: Subject): Blocks | undefined {
  let start = Infinity
  let end = -Infinity
  let timed = 0
  for (let i = 0; i < times.length; i++) {
    const time = times[i]!
    // False for what is no number.
    if (time < start) start = time
    if (time > end) end = time
    if (!Number.isNaN(time)) timed++
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
  return { start, width, count, sizes, blockOf, stretches: joinBlocks(values, blockOf, sizes) }
}

function joinBlocks(values: Float64Array, blockOf: Int32Array, sizes: Uint32Array): Stretches {
  const fewest = Math.max(1, values.length / sizes.length / 2)
  const stretchOfBlock = new Int32Array(sizes.length)
  const ends: number[] = []
  let rows = 0
  for (let block = 0; block < sizes.length; block++) {
    stretchOfBlock[block] = ends.length
    rows += sizes[block]!
    if (rows < fewest) continue
    ends.push(block + 1)
    rows = 0
  }
  // What is left over at the end is too little for a stretch of its own.
  const last = ends.length - 1
  for (let block = sizes.length - 1; stretchOfBlock[block]! > last; block--) {
    stretchOfBlock[block] = last
  }
  ends[last] = sizes.length
  const of = blockOf.map((block) => (block < 0 ? -1 : stretchOfBlock[block]!))
  const places = Float64Array.from(
    ends,
    (end, i) => ((i > 0 ? ends[i - 1]! : 0) + end) / 2 / sizes.length,
  )
  return { of, places, medians: mediansBy(of, values, ends.length) }
}

function mediansBy(of: Int32Array, values: Float64Array, count: number): Float64Array {
  const next = new Uint32Array(count + 1)
  for (const stretch of of) if (stretch >= 0) next[stretch + 1]!++
  for (let stretch = 0; stretch < count; stretch++) next[stretch + 1]! += next[stretch]!
  const starts = next.slice()
  const gathered = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) {
    if (of[i]! >= 0) gathered[next[of[i]!]!++] = values[i]!
  }
  return Float64Array.from({ length: count }, (_, stretch) =>
    medianOfRange(gathered, starts[stretch]!, starts[stretch + 1]!),
  )
}

/** Up to so many values, putting all in order is faster than picking the middle. */
const FEW = 16

/** The median of values[from, to), which are reordered on the way. */
function medianOfRange(values: Float64Array, from: number, to: number): number {
  const size = to - from
  const middle = from + (size >> 1)
  if (size <= FEW) {
    putInOrder(values, from, to)
    return size % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2
  }
  const upper = selectNth(values, middle, from, to - 1)
  if (size % 2 === 1) return upper
  let lower = values[from]!
  for (let i = from + 1; i < middle; i++) if (values[i]! > lower) lower = values[i]!
  return (lower + upper) / 2
}

function putInOrder(values: Float64Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const value = values[i]!
    let j = i
    for (; j > from && values[j - 1]! > value; j--) values[j] = values[j - 1]!
    values[j] = value
  }
}
