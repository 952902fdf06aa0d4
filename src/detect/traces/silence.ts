import type { Blocks } from './blocks.ts'
import type { Findings } from './candidate.ts'
import { FEWEST_ROWS, type Subject } from './subject.ts'

/** Shorter gaps are not told from the width of a block. */
const SHORTEST = 3
/** The gap must dwarf the next longest one: traffic that comes and goes has many long ones. */
const DWARFS = 3
const FEWEST_BLOCKS = 12
/** Below this many windows the spread of their counts says nothing. */
const FEWEST_WINDOWS = 4

/**
 * A stretch without rows in a subject that has them regularly. The probability is that of no
 * arrival in a Poisson stream, with the rate divided by the dispersion of the counts elsewhere
 * (quasi-Poisson), times the places where the stretch could lie.
 */
export function findSilence(subject: Subject, blocks: Blocks | undefined): Findings {
  if (blocks === undefined || subject.isPool) return { candidates: [], tests: 0 }
  if (subject.values.length < FEWEST_ROWS || blocks.count < FEWEST_BLOCKS) {
    return { candidates: [], tests: 0 }
  }
  const gap = longestGap(blocks)
  if (gap === undefined) return { candidates: [], tests: 1 }
  const size = gap.to - gap.from
  const rate = subject.values.length / (blocks.count - size)
  const missing = (rate * size) / dispersionOutside(blocks, gap)
  const log10P = Math.min(0, Math.log10(blocks.count) - missing * Math.LOG10E)
  const edge = (block: number) => blocks.start + block * blocks.width
  return {
    candidates: [
      {
        subject,
        kind: 'silence',
        start: edge(gap.from),
        end: edge(gap.to),
        observed: 0,
        expected: rate * size,
        log10P,
        rows: 0,
        of: Math.round(rate * size),
        slow: [],
      },
    ],
    tests: 1,
  }
}

interface BlockGap {
  readonly from: number
  readonly to: number
}

/** The longest run of empty blocks, when it is long and dwarfs the second longest. */
function longestGap({ sizes }: Blocks): BlockGap | undefined {
  let longest = { from: 0, to: 0 }
  let second = 0
  let from = 0
  for (let block = 0; block < sizes.length; block++) {
    if (sizes[block]! > 0) {
      from = block + 1
      continue
    }
    const size = block + 1 - from
    if (size > longest.to - longest.from) {
      if (longest.from !== from) second = Math.max(second, longest.to - longest.from)
      longest = { from, to: block + 1 }
    } else second = Math.max(second, size)
  }
  const size = longest.to - longest.from
  return size >= SHORTEST && size >= DWARFS * second + 2 ? longest : undefined
}

/**
 * Variance over mean of the counts in windows as wide as the gap, at least 1. Where too few such
 * windows lie outside, that of narrower ones, times how much narrower: so fast dispersion grows
 * when traffic stays high or low for long.
 */
function dispersionOutside({ sizes }: Blocks, gap: BlockGap): number {
  const parts = [sizes.subarray(0, gap.from), sizes.subarray(gap.to)]
  const width = gap.to - gap.from
  let dispersion = 1
  let widest = 0
  for (let windows = width; windows >= 1; windows--) {
    const counts = parts.flatMap((part) => countsOf(part, windows))
    if (counts.length < FEWEST_WINDOWS) continue
    if (widest === 0) widest = windows
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
    const squares = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0)
    if (mean > 0) dispersion = Math.max(dispersion, squares / (counts.length - 1) / mean)
  }
  return dispersion * (widest === 0 ? width : width / widest)
}

function countsOf(sizes: Uint32Array, width: number): number[] {
  const counts: number[] = []
  for (let from = 0; from + width <= sizes.length; from += width) {
    counts.push(sizes.subarray(from, from + width).reduce((sum, size) => sum + size, 0))
  }
  return counts
}
