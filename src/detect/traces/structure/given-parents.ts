import { PairTable } from '../../../math/pair-table.ts'
import type { SpanColumns } from '../../../model/span.ts'

/** The row of each row's parent by its ids, -1 for none; undefined when no parent is found at all. */
export function givenParents(columns: SpanColumns): Int32Array | undefined {
  const { span, parent, trace, length } = columns
  if (span.length === 0) return undefined
  // A span id is unique inside of its trace only.
  const spans = new PairTable(length)
  const rowOf = new Int32Array(length)
  for (let row = 0; row < length; row++) {
    if (span[row] === 0) continue
    const before = spans.size
    const id = spans.intern(trace[row]!, span[row]!)
    if (id === before) rowOf[id] = row
  }
  const parents = new Int32Array(length).fill(-1)
  let found = 0
  for (let row = 0; row < length; row++) {
    if (parent[row] === 0) continue
    const id = spans.find(trace[row]!, parent[row]!)
    if (id < 0 || rowOf[id] === row) continue
    parents[row] = rowOf[id]!
    found++
  }
  if (found === 0) return undefined
  cutCycles(parents)
  return parents
}

/** Ids may say that a span is its own ancestor; such a chain ends where it would close. */
function cutCycles(parents: Int32Array): void {
  const walk = new Uint32Array(parents.length)
  for (let row = 0; row < parents.length; row++) {
    let at = row
    while (at >= 0 && walk[at] === 0) {
      walk[at] = row + 1
      const next = parents[at]!
      if (next >= 0 && walk[next] === row + 1) parents[at] = -1
      at = parents[at]!
    }
  }
}
