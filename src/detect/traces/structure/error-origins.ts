import type { ErrorOrigins } from '../../../model/trace-structure.ts'
import { numberOperations } from './operation-numbers.ts'
import type { LinkedSpans } from './spans-of-traces.ts'

const MOST_LISTED = 100
const MOST_EXEMPLARS = 3

/** The operations that fail or stand above one that does, most origins first. O(n · depth of failures). */
export function errorOrigins({ columns, parents }: LinkedSpans): ErrorOrigins[] {
  const { failed, length } = columns
  const numbers = numberOperations(columns)
  const hasFailingChild = new Uint8Array(length)
  for (let row = 0; row < length; row++)
    if (failed[row] === 1 && parents[row]! >= 0) hasFailingChild[parents[row]!] = 1
  const counts = Array.from({ length: 5 }, () => new Uint32Array(numbers.count))
  const [calls, origins, passedOn, absorbed, reaching] = counts as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ]
  const firsts = new Map<number, Set<string>>()
  for (let row = 0; row < length; row++) {
    const of = numbers.of[row]!
    calls[of]!++
    if (failed[row] === 0) {
      absorbed[of]! += hasFailingChild[row]!
      continue
    }
    if (hasFailingChild[row] === 1) {
      passedOn[of]!++
      continue
    }
    origins[of]!++
    if (reachesRoot(row, { parents, failed })) reaching[of]!++
    keepId(firsts, of, columns.traceIdOf(row))
  }
  const all = Array.from({ length: numbers.count }, (_, of): ErrorOrigins => ({
    ...numbers.nameOf(of),
    calls: calls[of]!,
    failures: origins[of]! + passedOn[of]!,
    origins: origins[of]!,
    passed_on: passedOn[of]!,
    absorbed: absorbed[of]!,
    reach_root: reaching[of]!,
    exemplars: [...(firsts.get(of) ?? [])].sort(),
  }))
  return all
    .filter(({ failures, absorbed: kept }) => failures + kept > 0)
    .sort(
      (a, b) =>
        b.origins - a.origins || b.failures - a.failures || (nameOf(a) < nameOf(b) ? -1 : 1),
    )
    .slice(0, MOST_LISTED)
}

function reachesRoot(
  row: number,
  { parents, failed }: { parents: Int32Array; failed: Uint8Array },
): boolean {
  let at = row
  while (parents[at]! >= 0) {
    at = parents[at]!
    if (failed[at] === 0) return false
  }
  return true
}

/** The smallest ids, so that the order of rows does not matter. */
function keepId(kept: Map<number, Set<string>>, of: number, id: string): void {
  if (id === '') return
  const ids = kept.get(of)
  if (ids === undefined) {
    kept.set(of, new Set([id]))
    return
  }
  ids.add(id)
  if (ids.size > MOST_EXEMPLARS) ids.delete([...ids].sort().at(-1)!)
}

/** Ties are broken by it, so that the order of rows does not matter. */
function nameOf({ service, operation }: ErrorOrigins): string {
  return `${service}\0${operation}`
}
