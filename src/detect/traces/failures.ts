import { logShareRatio } from '../../math/share-ratio.ts'
import type { Blocks } from './blocks.ts'
import type { Candidate, Findings } from './candidate.ts'
import { FEWEST_ROWS, type Subject } from './subject.ts'

const FEWEST_FAILURES = 5
/** A share of failures that hurts, and how many times the usual share it must be. */
const LEAST_SHARE = 0.05
const LEAST_RATIO = 3
/** An operation that fails all the time has only the others to be compared with. */
const LEAST_STEADY_SHARE = 0.1
const LEAST_STEADY_RATIO = 5

/** Failures of all other operations of the batch. */
export interface OtherFailures {
  readonly failed: number
  readonly rows: number
}

/** Stretches of time in which more calls fail than elsewhere; else, whether it always fails more. */
export function findFailures(
  subject: Subject,
  blocks: Blocks | undefined,
  others: OtherFailures,
): Findings {
  let failed = 0
  for (const one of subject.failed) failed += one
  if (subject.values.length < FEWEST_ROWS) return { candidates: [], tests: 0 }
  if (failed < FEWEST_FAILURES) return { candidates: [], tests: 1 }
  const burst = blocks === undefined ? undefined : worstStretch(subject, blocks, failed)
  if (burst !== undefined) return { candidates: [burst], tests: 2 }
  const steady = steadyFailure(subject, failed, others)
  return { candidates: steady === undefined ? [] : [steady], tests: 2 }
}

/**
 * The stretch of blocks whose share of failures differs most surely from the share outside of it
 * (likelihood ratio, divided by the dispersion of failures outside, times the stretches tried).
 */
function worstStretch(subject: Subject, blocks: Blocks, failed: number): Candidate | undefined {
  const { count, sizes } = blocks
  const failures = failuresByBlock(subject, blocks)
  const rowSums = prefixSums(sizes)
  const failureSums = prefixSums(failures)
  const rows = rowSums[count]!
  let best = 0
  let found: { from: number; to: number; rate: number } | undefined
  for (let from = 0; from < count; from++) {
    if (failures[from] === 0) continue
    for (let to = from + 1; to <= count; to++) {
      if (failures[to - 1] === 0) continue
      const inside = failureSums[to]! - failureSums[from]!
      const size = rowSums[to]! - rowSums[from]!
      if (inside < FEWEST_FAILURES || inside < LEAST_SHARE * size || size === rows) continue
      const rate = (failed - inside + 0.5) / (rows - size + 1)
      if (inside < LEAST_RATIO * rate * size) continue
      const surprise = logShareRatio([inside, failed - inside], [size, rows - size])
      if (surprise > best) {
        best = surprise
        found = { from, to, rate }
      }
    }
  }
  if (found === undefined) return undefined
  const spread = dispersionOutside({ failures, sizes }, found)
  const log10P = Math.log10((count * count) / 2) - (best / spread) * Math.LOG10E
  if (log10P >= 0) return undefined
  return candidateOf(subject, {
    inside: (i) => blocks.blockOf[i]! >= found.from && blocks.blockOf[i]! < found.to,
    expected: found.rate,
    log10P,
  })
}

function steadyFailure(
  subject: Subject,
  failed: number,
  others: OtherFailures,
): Candidate | undefined {
  if (others.rows < FEWEST_ROWS) return undefined
  const rate = (others.failed + 0.5) / (others.rows + 1)
  const share = failed / subject.values.length
  if (share < LEAST_STEADY_SHARE || share < LEAST_STEADY_RATIO * rate) return undefined
  const surprise = logShareRatio([failed, others.failed], [subject.values.length, others.rows])
  const log10P = -surprise * Math.LOG10E
  return candidateOf(subject, { inside: () => true, expected: rate, log10P })
}

function candidateOf(
  subject: Subject,
  stretch: { inside: (index: number) => boolean; expected: number; log10P: number },
): Candidate {
  let start = NaN
  let end = NaN
  let rows = 0
  let failed = 0
  for (let i = 0; i < subject.values.length; i++) {
    if (!stretch.inside(i)) continue
    rows++
    if (subject.failed[i] === 0) continue
    failed++
    const time = subject.times[i]!
    if (Number.isNaN(time)) continue
    if (!(time >= start)) start = time
    if (!(time <= end)) end = time
  }
  return {
    subject,
    kind: 'error_burst',
    start,
    end,
    observed: failed / rows,
    expected: stretch.expected,
    log10P: stretch.log10P,
    rows: failed,
    of: rows,
    slow: [],
  }
}

function failuresByBlock({ failed }: Subject, { blockOf, count }: Blocks): Uint32Array {
  const failures = new Uint32Array(count)
  for (let i = 0; i < failed.length; i++) {
    if (failed[i] === 1 && blockOf[i]! >= 0) failures[blockOf[i]!]!++
  }
  return failures
}

function prefixSums(values: Uint32Array): Float64Array {
  const sums = new Float64Array(values.length + 1)
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]!
  return sums
}

/** Pearson's dispersion of the failures of the blocks outside, at least 1. */
function dispersionOutside(
  { failures, sizes }: { failures: Uint32Array; sizes: Uint32Array },
  { from, to, rate }: { from: number; to: number; rate: number },
): number {
  let sum = 0
  let blocks = 0
  for (let i = 0; i < sizes.length; i++) {
    const size = sizes[i]!
    if ((i >= from && i < to) || size === 0) continue
    sum += (failures[i]! - size * rate) ** 2 / (size * rate * (1 - rate))
    blocks++
  }
  return blocks < 4 ? 1 : Math.max(1, sum / blocks)
}
