import { median } from '../../math/median.ts'
import type { TraceAnomalyKind } from '../../model/trace-analysis.ts'
import type { Blocks } from './blocks.ts'
import { MOST_SLOW_ROWS, type Candidate, type Findings, type SlowRow } from './candidate.ts'
import type { Change, Course } from './course/course.ts'
import { matters, type Claim } from './effect.ts'
import type { Subject } from './subject.ts'

/** Fewer rows than this are outliers, and are held to what that takes. */
const FEWEST_CHANGED = 5

/** Changes of level over time: burst, level shift, drop and drift. */
export function findChanges(subject: Subject, blocks: Blocks, course: Course): Findings {
  const told: Told[] = []
  for (const change of course.changes) {
    const candidate =
      change.kind === 'ramp'
        ? driftOf(subject, blocks, { change, course })
        : changeOf(subject, blocks, change)
    if (candidate !== undefined) told.push({ change, candidate })
  }
  const candidates = told.filter((one) => !told.some((other) => isEdgeOf(one, other)))
  return { candidates: candidates.map(({ candidate }) => candidate), tests: course.tests }
}

interface Told {
  readonly change: Change
  readonly candidate: Candidate
}

/** A passing change that goes over into a surer one of the same direction is that one's edge. */
function isEdgeOf({ change: edge }: Told, { change }: Told): boolean {
  return (
    edge !== change &&
    edge.kind === 'pulse' &&
    change.kind !== 'ramp' &&
    change.height > 0 === edge.height > 0 &&
    change.log10P < edge.log10P &&
    edge.from <= change.to + 1 &&
    change.from <= edge.to + 1
  )
}

function changeOf(subject: Subject, blocks: Blocks, change: Change): Candidate | undefined {
  const expected = Math.max(0, Math.exp(change.usual) - subject.logFloor)
  const stretch = stretchOf(subject, blocks, change)
  if (stretch.length < FEWEST_CHANGED) return undefined
  const observed = median(Float64Array.from(stretch, (i) => subject.values[i]!))
  if (observed > expected !== change.height > 0) return undefined
  const span = spanOf(subject, stretch)
  if (!matters(subject, { observed, expected }, claimOf(change, span, blocks))) return undefined
  return {
    subject,
    kind: kindOf(change),
    ...span,
    observed,
    expected,
    log10P: change.log10P,
    rows: stretch.length,
    of: stretch.length,
    slow: change.height > 0 ? slowest(subject, stretch, expected) : [],
  }
}

/** Both sides of a change need five minutes of their own, or minutes' load may be all there is. */
const SIDE_SECONDS = 300

function claimOf(
  { kind }: Pick<Change, 'kind'>,
  { start, end }: { start: number; end: number },
  { width, count }: Blocks,
): Claim {
  const inside = end - start
  const outside = kind === 'ramp' ? inside : width * count - inside
  if (Math.min(inside, outside) < SIDE_SECONDS) return 'of_few_minutes'
  return kind === 'shift' ? 'lasting' : 'passing'
}

function kindOf({ kind, height }: Change): TraceAnomalyKind {
  if (height < 0) return 'drop'
  return kind === 'shift' ? 'level_shift' : 'burst'
}

/**
 * The rows on the change's side of the middle between both levels, in its blocks and the one before
 * and after: blocks are coarser than rows, and a change mostly begins inside of one.
 */
function stretchOf({ values, logFloor }: Subject, blocks: Blocks, change: Change): number[] {
  const { of } = blocks.stretches
  const middle = Math.exp(change.usual + change.height / 2) - logFloor
  const stretch: number[] = []
  for (let i = 0; i < values.length; i++) {
    if (of[i]! < 0 || of[i]! < change.from - 1 || of[i]! > change.to) continue
    if (change.height > 0 ? values[i]! > middle : values[i]! < middle) stretch.push(i)
  }
  return stretch
}

function driftOf(
  subject: Subject,
  blocks: Blocks,
  { change, course }: { change: Change; course: Course },
): Candidate | undefined {
  const expected = Math.max(0, Math.exp(change.usual) - subject.logFloor)
  const observed = Math.max(0, Math.exp(change.usual + change.height) - subject.logFloor)
  const all = Array.from(subject.values, (_, i) => i)
  const span = spanOf(subject, all)
  if (!matters(subject, { observed, expected }, claimOf(change, span, blocks))) return undefined
  const tail = Math.floor(course.expected.length * 0.9)
  const latest = all.filter((i) => blocks.stretches.of[i]! >= tail)
  return {
    subject,
    kind: 'drift',
    ...span,
    observed,
    expected,
    log10P: change.log10P,
    rows: subject.values.length,
    of: subject.values.length,
    slow: change.height > 0 ? slowest(subject, latest, expected) : [],
  }
}

export function spanOf({ times }: Subject, rows: Iterable<number>): { start: number; end: number } {
  let start = NaN
  let end = NaN
  for (const row of rows) {
    const time = times[row]!
    if (!(time >= start)) start = Number.isNaN(time) ? start : time
    if (!(time <= end)) end = Number.isNaN(time) ? end : time
  }
  return { start, end }
}

/** The rows that took longest; equal ones by their place in time, then in the input. */
export function slowest(subject: Subject, rows: readonly number[], expected: number): SlowRow[] {
  const { values, times, rows: source } = subject
  return rows
    .filter((i) => values[i]! > expected)
    .sort((a, b) => values[b]! - values[a]! || times[a]! - times[b]! || source[a]! - source[b]!)
    .slice(0, MOST_SLOW_ROWS)
    .map((index) => ({ index, expected }))
}
