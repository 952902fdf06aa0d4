import { logShareRatio } from '../../../math/share-ratio.ts'
import { studentTail } from '../../../math/student-tail.ts'
import { FEWEST_BLOCKS, FEWEST_CALLS, type RateComparison } from './comparison.ts'
import type { MatchedSides, Side } from './matched-sides.ts'
import { rounded } from '../report/words.ts'

/** Fewer failures than this are single accidents. */
const FEWEST_FAILURES = 5
/** A half more, and one call in two hundred more, before anybody would look at failures. */
const LEAST_FAILURE_RATIO = 1.5
const LEAST_FAILURE_DIFFERENCE = 0.005
/** A fifth more calls for the same request. */
const LEAST_CALL_RATIO = 1.2
/** A mean of counts is not known better than to a percent. */
const FINEST = 0.01

/** A comparison of rates before it is held against all that were made. */
export interface RateTest {
  readonly p: number | undefined
  readonly matters: boolean
  readonly row: Omit<RateComparison, 'verdict' | 'q_value'>
}

/** Sums by block of time: what happened, of how many chances. */
interface Counts {
  readonly over: Float64Array
  readonly under: Float64Array
}

/** Failures per call: likelihood ratio of two shares, divided by how much more blocks vary than calls. */
export function testErrors(before: Side, after: Side, g: number): RateTest {
  const [a, b] = [failuresOf(before, g), failuresOf(after, g)].map((one) => totalsOf(one)) as [
    Totals,
    Totals,
  ]
  const row = rowOf(a, b)
  if (!isEnough(a) || !isEnough(b)) return { p: undefined, matters: false, row }
  const worst = a.rate > b.rate ? a : b
  const best = worst === a ? b : a
  const spread = Math.max(1, dispersionOf(a), dispersionOf(b))
  const deviance = (2 * logShareRatio([a.over, b.over], [a.under, b.under])) / spread
  return {
    p: studentTail(Math.sqrt(deviance), a.blocks + b.blocks - 2),
    matters:
      worst.over >= FEWEST_FAILURES &&
      worst.rate >= LEAST_FAILURE_RATIO * best.rate &&
      worst.rate - best.rate >= LEAST_FAILURE_DIFFERENCE,
    row,
  }
}

export interface CallTest extends RateTest {
  /** The operation that the counted traces begin with; -1 where nothing was counted. */
  readonly root: number
}

/**
 * Calls per trace of the same kind: of all traces that begin with the operation under which this one
 * is called most, so that another mix of requests is no change. t test on the log of the ratio, whose
 * variance is that of whole blocks (linearised).
 */
export function testCalls(
  { before, after, names }: Omit<MatchedSides, 'count'>,
  g: number,
): CallTest {
  const unknown = { before: null, after: null, ratio: null }
  const nothing = { p: undefined, matters: false, root: -1, row: unknown }
  if (!before.traces.areTrees || !after.traces.areTrees) return nothing
  const root = busiestRoot({ before, after, names }, g)
  if (root < 0 || root === g) return nothing
  const [a, b] = [callsOf(before, g, root), callsOf(after, g, root)].map((one) =>
    totalsOf(one),
  ) as [Totals, Totals]
  const row = rowOf(a, b)
  if (!isEnough(a) || !isEnough(b)) return { ...nothing, root, row }
  const ratio = (b.over + 0.5) / b.under / ((a.over + 0.5) / a.under)
  const [va, vb] = [logVariance(a), logVariance(b)]
  const freedom = (va + vb) ** 2 / (va ** 2 / (a.blocks - 1) + vb ** 2 / (b.blocks - 1))
  return {
    p: studentTail(Math.log(ratio) / Math.sqrt(va + vb), freedom),
    matters:
      Math.max(ratio, 1 / ratio) >= LEAST_CALL_RATIO && Math.max(a.over, b.over) >= FEWEST_CALLS,
    root,
    row,
  }
}

interface Totals {
  readonly counts: Counts
  readonly over: number
  readonly under: number
  readonly rate: number
  /** Blocks with chances. */
  readonly blocks: number
}

function totalsOf(counts: Counts): Totals {
  let [over, under, blocks] = [0, 0, 0]
  counts.under.forEach((chances, block) => {
    if (chances === 0) return
    over += counts.over[block]!
    under += chances
    blocks++
  })
  return { counts, over, under, rate: under > 0 ? over / under : 0, blocks }
}

function isEnough({ under, blocks }: Totals): boolean {
  return under >= FEWEST_CALLS && blocks >= FEWEST_BLOCKS
}

function rowOf(a: Totals, b: Totals): RateTest['row'] {
  return {
    before: a.under > 0 ? rounded(a.rate) : null,
    after: b.under > 0 ? rounded(b.rate) : null,
    ratio: a.over > 0 && b.under > 0 ? rounded(b.rate / a.rate) : null,
  }
}

function failuresOf({ offsets, rows, blockOf, blockCount, selection }: Side, g: number): Counts {
  const { failed } = selection.columns
  const over = new Float64Array(blockCount)
  const under = new Float64Array(blockCount)
  for (let i = offsets[g]!; i < offsets[g + 1]!; i++) {
    const block = blockOf[rows[i]!]!
    if (block < 0) continue
    under[block]!++
    over[block]! += failed[rows[i]!]!
  }
  return { over, under }
}

/** The operation at whose traces most calls of g are; equal ones by name. */
function busiestRoot({ before, after, names }: Omit<MatchedSides, 'count'>, g: number): number {
  const calls = new Map<number, number>()
  for (const { offsets, rows, selection, traces } of [before, after]) {
    for (let i = offsets[g]!; i < offsets[g + 1]!; i++) {
      const root = traces.rootOf[selection.columns.trace[rows[i]!]!]!
      if (root >= 0) calls.set(root, (calls.get(root) ?? 0) + 1)
    }
  }
  const name = (root: number) => `${names[root]!.service}\0${names[root]!.operation}`
  const [busiest] = [...calls].sort(
    ([a, most], [b, more]) => more - most || (name(a) < name(b) ? -1 : 1),
  )
  return busiest?.[0] ?? -1
}

function callsOf(side: Side, g: number, root: number): Counts {
  const { offsets, rows, selection, traces, blockCount } = side
  const over = new Float64Array(blockCount)
  const under = new Float64Array(blockCount)
  traces.rootOf.forEach((first, trace) => {
    if (first === root && traces.blockOf[trace]! >= 0) under[traces.blockOf[trace]!]!++
  })
  for (let i = offsets[g]!; i < offsets[g + 1]!; i++) {
    const trace = selection.columns.trace[rows[i]!]!
    if (traces.rootOf[trace] === root && traces.blockOf[trace]! >= 0)
      over[traces.blockOf[trace]!]!++
  }
  return { over, under }
}

/** Pearson's, of the blocks' shares about their common one. */
function dispersionOf({ counts, rate, blocks }: Totals): number {
  if (rate === 0 || rate === 1) return 1
  let sum = 0
  counts.under.forEach((chances, block) => {
    if (chances === 0) return
    sum += (counts.over[block]! - chances * rate) ** 2 / (chances * rate * (1 - rate))
  })
  return sum / (blocks - 1)
}

/** Variance of the log of over / under, from the blocks' departures from it. */
function logVariance({ counts, over, rate, blocks }: Totals): number {
  let squares = 0
  counts.under.forEach((chances, block) => {
    if (chances > 0) squares += (counts.over[block]! - rate * chances) ** 2
  })
  return FINEST ** 2 + (squares * blocks) / (blocks - 1) / (over + 0.5) ** 2
}
