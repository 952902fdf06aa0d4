import { quantileSorted } from '../../math/quantile.ts'
import { namesOf, sizeOf, type Operations } from './operations.ts'
import { FEWEST_ROWS, subjectOf, subjectOfOperation, type Subject } from './subject.ts'

/** An operation with fewer rows has no median worth the name. */
const FEWEST_FOR_MEDIAN = 3

/** Operations judged alone: bounds the time that one request can take. */
const MOST_ALONE = 2000

/**
 * What is judged: each large operation alone; those that are too small, together: a service's as one
 * subject, and what is still too small as one for all services. In a pool every value is relative to
 * its own operation's median and scaled to the usual duration of the pool, so a naturally slow
 * operation looks like any other.
 */
export function subjectsOf(operations: Operations): {
  readonly alone: readonly Subject[]
  readonly pools: readonly Subject[]
} {
  const { alone, small } = partBySize(operations)
  const byService = new Map<number, number[]>()
  for (const g of small) {
    const service = operations.service[g]!
    const known = byService.get(service)
    if (known === undefined) byService.set(service, [g])
    else known.push(g)
  }
  const large: number[][] = []
  const left: number[] = []
  for (const members of byService.values()) {
    if (rowsOf(operations, members) >= FEWEST_ROWS) large.push(members)
    else left.push(...members)
  }
  if (rowsOf(operations, left) >= FEWEST_ROWS) large.push(left)
  return {
    alone: alone.map((g) => subjectOfOperation(operations, g)),
    pools: large.map((members) => poolOf(operations, members)),
  }
}

/** The operations with the most rows are judged alone; equal ones by name, whatever their order. */
function partBySize(operations: Operations): { alone: number[]; small: number[] } {
  const alone: number[] = []
  const small: number[] = []
  for (let g = 0; g < operations.count; g++) {
    const size = sizeOf(operations, g)
    if (size >= FEWEST_ROWS) alone.push(g)
    else if (size >= FEWEST_FOR_MEDIAN) small.push(g)
  }
  if (alone.length > MOST_ALONE) {
    alone.sort((a, b) => sizeOf(operations, b) - sizeOf(operations, a) || byName(operations, a, b))
    small.push(...alone.splice(MOST_ALONE))
  }
  return { alone, small }
}

function byName(operations: Operations, a: number, b: number): number {
  const [first, second] = [namesOf(operations, a), namesOf(operations, b)]
  if (first.operation !== second.operation) return first.operation < second.operation ? -1 : 1
  return first.service < second.service ? -1 : 1
}

function rowsOf(operations: Operations, members: readonly number[]): number {
  return members.reduce((sum, g) => sum + sizeOf(operations, g), 0)
}

function poolOf(operations: Operations, members: readonly number[]): Subject {
  const length = rowsOf(operations, members)
  const values = new Float64Array(length)
  const rows = new Uint32Array(length)
  const times = new Float64Array(length)
  const failed = new Uint8Array(length)
  const medians = Float64Array.from(members, (g) => operations.p50[g]!)
  const usual = quantileSorted(medians.slice().sort(), 0.5)
  let at = 0
  members.forEach((g, member) => {
    const scale = medians[member]! > 0 ? usual / medians[member]! : 1
    for (let i = operations.offsets[g]!; i < operations.offsets[g + 1]!; i++, at++) {
      values[at] = operations.durations[i]! * scale
      rows[at] = operations.rows[i]!
      times[at] = operations.times[i]!
      failed[at] = operations.failed[i]!
    }
  })
  const services = new Set(members.map((g) => operations.service[g]!))
  const first = namesOf(operations, members[0]!)
  return subjectOf({
    service: services.size === 1 ? first.service : 'several services',
    operation: members.length === 1 ? first.operation : `${members.length} small operations`,
    rows,
    values,
    times,
    failed,
    isMetric: false,
    isPool: members.length > 1,
    members: members.length,
  })
}
