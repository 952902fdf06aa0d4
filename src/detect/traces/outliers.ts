import { median } from '../../math/median.ts'
import { logBinomialTail } from '../../math/binomial-bound.ts'
import { logGapProbability } from '../../math/spacing-tail.ts'
import type { Blocks } from './blocks.ts'
import { MOST_SLOW_ROWS, type Candidate, type Findings } from './candidate.ts'
import { slowest, spanOf } from './changes.ts'
import type { Course } from './course/course.ts'
import { matters } from './effect.ts'
import { GAP_RATIO, hasFarGap } from './far-gap.ts'
import { FEWEST_ROWS, type Subject } from './subject.ts'

/** Gaps narrower than this are not looked at. */
const NARROWEST_GAP = Math.log(GAP_RATIO)
/** Outliers are at least this many times the expected value. */
const LEAST_RATIO = Math.log(2)
/** A cluster is a burst when it has so many outliers, half of the rows there, and is no accident. */
const FEWEST_OF_BURST = 3
const BURST_BY_CHANCE = Math.log(0.001)
/** So many outliers all over the window are no accidents but a second way to run. */
const FEWEST_OF_MODE = 5
const MODE_SHARE = 0.005
const MOST_SPIKES = 3
const LEAST_USUAL_MS = 10

/** The rows of a subject as logs of value / expected, and how they lie in time. */
interface Departures {
  readonly subject: Subject
  readonly blocks: Blocks | undefined
  /** NaN for rows inside of changes, which are explained already. */
  readonly logs: Float64Array
  /** The finite ones, ascending. */
  readonly sorted: Float64Array
  readonly expected: Float64Array
}

interface Gap {
  readonly threshold: number
  readonly rows: readonly number[]
  readonly log10P: number
}

/** Single rows or clusters far beyond the tail of the rest, up and down. */
export function findOutliers(
  subject: Subject,
  blocks: Blocks | undefined,
  course: Course | undefined,
): Findings {
  // A metric that rests at zero is all outliers when it does not.
  if (subject.isMetric && subject.median === 0) return { candidates: [], tests: 0 }
  const isLevel = course === undefined || course.isLevel
  if (isLevel && subject.values.length >= FEWEST_ROWS && !mayHaveOutliers(subject)) {
    return { candidates: [], tests: testsOf(subject) }
  }
  const departures = departuresOf(subject, blocks, course)
  if (departures.sorted.length < FEWEST_ROWS) return { candidates: [], tests: 0 }
  const correlation = subject.isMetric ? (course?.correlation ?? 1) : 1
  const above = widestGap(departures, correlation)
  const candidates = above === undefined ? [] : describe(departures, above, 1)
  if (testsOf(subject) === 1) return { candidates, tests: 1 }
  const below = widestGap(mirrored(departures), correlation)
  if (below !== undefined) candidates.push(...describe(departures, below, -1))
  return { candidates, tests: 2 }
}

/** Falls are looked at where the usual value is well above the resolution of clocks. */
function testsOf({ isMetric, median: usual }: Subject): 1 | 2 {
  return isMetric || usual >= LEAST_USUAL_MS ? 2 : 1
}

/** Whether any value far from the median is parted from the next one: mostly there is none. */
function mayHaveOutliers({ values, median: usual, logFloor }: Subject): boolean {
  const base = usual + logFloor
  const ratio = Math.exp(LEAST_RATIO)
  return hasFarGap(values, { shift: logFloor, low: base / ratio, high: base * ratio })
}

function departuresOf(
  subject: Subject,
  blocks: Blocks | undefined,
  course: Course | undefined,
): Departures {
  const { values, logFloor } = subject
  const base = Math.log(subject.median + logFloor)
  const usual = usualOfStretches(subject, course)
  const logs = new Float64Array(values.length)
  const expected = new Float64Array(values.length)
  let count = 0
  for (let i = 0; i < values.length; i++) {
    const stretch = blocks === undefined ? -1 : blocks.stretches.of[i]!
    const level = stretch < 0 || usual === undefined ? base : usual[stretch]!
    expected[i] = Math.exp(level) - logFloor
    logs[i] = Math.log(values[i]! + logFloor) - level
    if (!Number.isNaN(level)) count++
  }
  const sorted = new Float64Array(count)
  let at = 0
  for (const log of logs) if (!Number.isNaN(log)) sorted[at++] = log
  return { subject, blocks, logs, sorted: sorted.sort(), expected }
}

/** The expected log of each stretch; NaN in and beside changes that have passed. */
function usualOfStretches(subject: Subject, course: Course | undefined): Float64Array | undefined {
  if (course === undefined) return undefined
  const usual = course.expected.slice()
  for (const { kind, from, to, usual: level, height } of course.changes) {
    const changed = { observed: Math.exp(level + height), expected: Math.exp(level) }
    if (kind === 'ramp' || !matters(subject, changed, 'lasting')) continue
    usual.fill(NaN, Math.max(0, from - 1), (kind === 'shift' ? from : to) + 1)
  }
  return usual
}

function mirrored(departures: Departures): Departures {
  return {
    ...departures,
    logs: departures.logs.map((log) => -log),
    sorted: departures.sorted.map((log) => -log).sort(),
  }
}

/**
 * The gap in the upper third that is hardest to explain by the tail below it. The k-th gap from the
 * top is charged k·(k + 1) tries, whose inverses sum to one over all gaps. Rows in neighbouring
 * blocks count as one: they may share their cause.
 */
function widestGap(departures: Departures, correlation: number): Gap | undefined {
  const { sorted } = departures
  const { length } = sorted
  let best: Gap | undefined
  for (let count = 1; count <= length / 3; count++) {
    const upper = sorted[length - count]!
    const lower = sorted[length - count - 1]!
    if (upper < LEAST_RATIO) break
    if (upper - lower < NARROWEST_GAP) continue
    const threshold = (upper + lower) / 2
    const rows = rowsAbove(departures, threshold)
    const clusters = clustersOf(departures, rows).length
    const log10P =
      logGapProbability(sorted, {
        below: length - count,
        gap: upper - lower,
        clusters,
      }) /
        correlation +
      Math.log10(count * (count + 1))
    if (log10P < 0 && (best === undefined || log10P < best.log10P)) {
      best = { threshold, rows, log10P }
    }
  }
  return best
}

function rowsAbove({ logs }: Departures, threshold: number): number[] {
  const rows: number[] = []
  for (let i = 0; i < logs.length; i++) if (logs[i]! > threshold) rows.push(i)
  return rows
}

/** Rows in the same or neighbouring blocks; each row by itself when there are no times. */
function clustersOf({ blocks }: Departures, rows: readonly number[]): number[][] {
  if (blocks === undefined) return rows.map((row) => [row])
  const ordered = rows.toSorted((a, b) => blocks.blockOf[a]! - blocks.blockOf[b]!)
  const clusters: number[][] = []
  let last = -2
  for (const row of ordered) {
    const block = blocks.blockOf[row]!
    if (block >= 0 && block - last <= 1) clusters.at(-1)!.push(row)
    else clusters.push([row])
    last = block < 0 ? -2 : block
  }
  return clusters
}

function describe(departures: Departures, gap: Gap, direction: 1 | -1): Candidate[] {
  const { length } = departures.sorted
  const share = gap.rows.length / length
  const isBurst = (cluster: readonly number[]) => {
    if (cluster.length < FEWEST_OF_BURST) return false
    const of = rowsWithin(departures, cluster).length
    if (cluster.length * 2 < of) return false
    return logBinomialTail(cluster.length, of, share) + Math.log(length) < BURST_BY_CHANCE
  }
  const clusters = clustersOf(departures, gap.rows)
  const bursts = clusters.filter(isBurst)
  const single = clusters.filter((cluster) => !isBurst(cluster)).flat()
  const candidates = bursts.map((rows) =>
    candidateOf(departures, gap, { rows, kind: direction > 0 ? 'burst' : 'drop' }),
  )
  const fewestOfMode = Math.max(FEWEST_OF_MODE, MODE_SHARE * length)
  if (direction < 0) {
    if (single.length > 0)
      candidates.push(candidateOf(departures, gap, { rows: single, kind: 'drop' }))
  } else if (single.length >= fewestOfMode) {
    candidates.push(candidateOf(departures, gap, { rows: single, kind: 'bimodal_tail' }))
  } else {
    const highest = single.toSorted((a, b) => departures.logs[b]! - departures.logs[a]!)
    for (const row of highest.slice(0, MOST_SPIKES)) {
      candidates.push(candidateOf(departures, gap, { rows: [row], kind: 'spike' }))
    }
  }
  return candidates.filter(({ subject, observed, expected, kind }) =>
    matters(subject, { observed, expected }, kind === 'bimodal_tail' ? 'mode' : 'outlier'),
  )
}

function rowsWithin({ blocks, subject }: Departures, cluster: readonly number[]): number[] {
  const { start, end } = spanOf(subject, cluster)
  const rows: number[] = []
  if (blocks === undefined) return rows
  subject.times.forEach((time, i) => {
    if (time >= start && time <= end) rows.push(i)
  })
  return rows
}

function candidateOf(
  { subject, sorted, expected: usual }: Departures,
  gap: Gap,
  { rows, kind }: { rows: readonly number[]; kind: Candidate['kind'] },
): Candidate {
  const observed = median(Float64Array.from(rows, (i) => subject.values[i]!))
  const expected = Math.max(0, median(Float64Array.from(rows, (i) => usual[i]!)))
  return {
    subject,
    kind,
    ...spanOf(subject, rows),
    observed,
    expected,
    log10P: gap.log10P,
    rows: rows.length,
    of: sorted.length,
    slow: kind === 'drop' ? [] : slowest(subject, rows, expected).slice(0, MOST_SLOW_ROWS),
  }
}
