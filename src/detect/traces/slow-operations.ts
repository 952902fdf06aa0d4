import { quantileSorted } from '../../math/quantile.ts'
import type { Candidate, Findings } from './candidate.ts'
import { slowest, spanOf } from './changes.ts'
import type { Operations } from './operations.ts'
import type { PathTimes } from './structure/critical-path.ts'
import { subjectOfOperation } from './subject.ts'

/** An operation needs so many siblings in its service to be compared with. */
const FEWEST_SIBLINGS = 5
/** Operations of a service differ by a quarter for no reason; less spread than that is luck. */
const LEAST_SPREAD = 0.25
const LEAST_RATIO = 10
const LEAST_EXCESS_MS = 100
/** So large a part of the operations may be slow before it is the others that are fast. */
const MOST_SLOW = 0.3
/** The least slow of the slow ones stands apart from the rest at this probability (log10). */
const PARTED = -3
/** Operations of less are all equally fast. */
const LEAST_MS = 0.2

/**
 * Operations far slower than all siblings of their service, although they may always have been:
 * without a history there is no more to compare with. The slow ones are parted from the rest at the
 * lowest place where the rest is uniform enough; each one's log median is then held against the
 * mean and deviation of the rest by Student's t (whose tail is at most (1 + t²/ν)^(-ν/2)). Where
 * operations differ by nature their spread is wide, and nothing is said. `typical` holds what is
 * compared, one value an operation: self times where they are known, because a caller is not slow
 * for what it waits for.
 */
export function findSlowOperations(operations: Operations, typical: Float64Array): Findings {
  const byService = new Map<number, number[]>()
  for (let g = 0; g < operations.count; g++) {
    const service = operations.service[g]!
    const known = byService.get(service)
    if (known === undefined) byService.set(service, [g])
    else known.push(g)
  }
  const candidates: Candidate[] = []
  let tests = 0
  for (const members of byService.values()) {
    if (members.length <= FEWEST_SIBLINGS) continue
    tests += members.length
    candidates.push(...slowMembers(operations, members, typical))
  }
  return { candidates, tests }
}

function slowMembers(
  operations: Operations,
  members: readonly number[],
  typical: Float64Array,
): Candidate[] {
  const ordered = members.toSorted((a, b) => typical[a]! - typical[b]!)
  const logs = Float64Array.from(ordered, (g) => Math.log(typical[g]! + LEAST_MS))
  const spreads = runningSpreads(logs)
  const most = Math.floor(ordered.length * MOST_SLOW)
  for (let count = Math.max(1, most); count >= 1; count--) {
    const rest = logs.length - count
    if (rest < FEWEST_SIBLINGS) continue
    const siblings = { ...spreads(rest), freedom: rest - 1 }
    if (tailOf(logs[rest]! - siblings.center, siblings) > PARTED) continue
    const log10P = ordered
      .slice(rest)
      .map((_, i) => tailOf(logs[rest + i]! - siblings.center, siblings))
    const expected = Math.exp(siblings.center) - LEAST_MS
    return ordered
      .slice(rest)
      .filter((g) => typical[g]! >= Math.max(LEAST_RATIO * expected, expected + LEAST_EXCESS_MS))
      .map((g) =>
        candidateOf(operations, g, {
          observed: typical[g]!,
          expected,
          log10P: log10P[ordered.indexOf(g) - rest]!,
        }),
      )
  }
  return []
}

interface Siblings {
  readonly center: number
  readonly spread: number
  readonly freedom: number
}

/** Mean and deviation of the first n logs, for any n, from running sums. */
function runningSpreads(logs: Float64Array): (count: number) => Omit<Siblings, 'freedom'> {
  const sums = new Float64Array(logs.length + 1)
  const squares = new Float64Array(logs.length + 1)
  // Shifted, so that the difference of squares keeps its digits.
  const shift = logs[logs.length >> 1]!
  for (let i = 0; i < logs.length; i++) {
    sums[i + 1] = sums[i]! + (logs[i]! - shift)
    squares[i + 1] = squares[i]! + (logs[i]! - shift) ** 2
  }
  return (count) => {
    const center = sums[count]! / count
    const variance = (squares[count]! - count * center * center) / (count - 1)
    return {
      center: shift + center,
      spread: Math.max(LEAST_SPREAD, Math.sqrt(Math.max(0, variance))),
    }
  }
}

/** Log10 of the tail of Student's t, widened for the mean's own error. */
function tailOf(distance: number, { spread, freedom }: Siblings): number {
  const t = distance / (spread * Math.sqrt(1 + 1 / (freedom + 1)))
  return (-freedom / 2) * Math.log10(1 + (t * t) / freedom)
}

function candidateOf(
  operations: Operations,
  g: number,
  found: Pick<Candidate, 'observed' | 'expected' | 'log10P'>,
): Candidate {
  const subject = subjectOfOperation(operations, g)
  const all = Array.from(subject.values, (_, index) => index)
  return {
    subject,
    kind: 'slow_operation',
    ...spanOf(subject, all),
    ...found,
    rows: all.length,
    of: all.length,
    slow: slowest(subject, all, found.expected),
  }
}

/** The median self time of each operation where it is known, else its median duration. */
export function typicalDurations(
  operations: Operations,
  times: PathTimes | undefined,
): Float64Array {
  const { count, offsets, p50, rows } = operations
  if (times === undefined) return p50
  return Float64Array.from({ length: count }, (_, g) => {
    const own = rows.subarray(offsets[g], offsets[g + 1])
    const self = Float64Array.from(own, (row) => times.self[row]!)
    return quantileSorted(self.sort(), 0.5)
  })
}
