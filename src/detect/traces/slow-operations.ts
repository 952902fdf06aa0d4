import { median, medianAbsoluteDeviation } from '../../math/median.ts'
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
const LEAST_RATIO = 8
const LEAST_EXCESS_MS = 100

/**
 * Operations far slower than all siblings of their service, although they may always have been:
 * without a history there is no more to compare with. The distance of the log median from that of
 * the siblings in robust deviations, against Student's t with one degree less than operations
 * (its tail is at most (1 + t²/ν)^(-ν/2)). Where operations differ by nature their spread is wide,
 * and nothing is said. `typical` holds what is compared, one value an operation: self times where
 * they are known, because a caller is not slow for what it waits for.
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
  const logs = Float64Array.from(members, (g) => Math.log(typical[g]! + 0.01))
  const center = median(logs)
  const spread = Math.max(LEAST_SPREAD, medianAbsoluteDeviation(logs, center))
  const expected = Math.exp(center) - 0.01
  const freedom = members.length - 1
  const candidates: Candidate[] = []
  members.forEach((g, i) => {
    const observed = typical[g]!
    if (observed < LEAST_RATIO * expected || observed < expected + LEAST_EXCESS_MS) return
    const distance = (logs[i]! - center) / spread
    const log10P = (-freedom / 2) * Math.log10(1 + (distance * distance) / freedom)
    const subject = subjectOfOperation(operations, g)
    const all = Array.from(subject.values, (_, index) => index)
    candidates.push({
      subject,
      kind: 'slow_operation',
      ...spanOf(subject, all),
      observed,
      expected,
      log10P,
      rows: all.length,
      of: all.length,
      slow: slowest(subject, all, expected),
    })
  })
  return candidates
}

/** The median self time of each operation where it is known, else its median duration. */
export function typicalDurations(
  operations: Operations,
  times: PathTimes | undefined,
): Float64Array {
  const { count, offsets, sorted, rows } = operations
  return Float64Array.from({ length: count }, (_, g) => {
    const durations = sorted.subarray(offsets[g], offsets[g + 1])
    if (times === undefined) return quantileSorted(durations, 0.5)
    const own = rows.subarray(offsets[g], offsets[g + 1])
    const self = Float64Array.from(own, (row) => times.self[row]!)
    return quantileSorted(self.sort(), 0.5)
  })
}
