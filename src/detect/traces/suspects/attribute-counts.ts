import { PairTable } from '../../../math/pair-table.ts'
import type { ReceivedSpans, SpanColumns } from '../../../model/span.ts'

/** Spans with the attributes that were kept of them. */
export type AttributedSpans = SpanColumns &
  Pick<ReceivedSpans, 'attributeOffsets' | 'attributes' | 'pairKey' | 'pairValue'>

/** One operation: spans with the attribute and without, and how many of each are odd. */
export interface Stratum {
  readonly inside: number
  readonly oddInside: number
  readonly outside: number
  readonly oddOutside: number
}

/** Pairs of attribute and operation counted; what comes after is not. Ids and the like have one a span. */
const MOST_COUNTS = 200_000

/** Of each attribute (key = value) the counts in each operation that has it. O(attributes). */
export function countAttributes(
  spans: AttributedSpans,
  operationOf: Uint32Array,
  odd: Uint8Array,
): Map<number, Stratum[]> {
  const { attributeOffsets, attributes, length } = spans
  const table = new PairTable()
  const all: number[] = []
  const allOdd: number[] = []
  const inside = new Float64Array(MOST_COUNTS)
  const oddInside = new Float64Array(MOST_COUNTS)
  for (let row = 0; row < length; row++) {
    const operation = operationOf[row]!
    all[operation] = (all[operation] ?? 0) + 1
    allOdd[operation] = (allOdd[operation] ?? 0) + odd[row]!
    for (let i = attributeOffsets[row]!; i < attributeOffsets[row + 1]!; i++) {
      const pair = attributes[i]!
      const known = table.find(pair, operation)
      if (known < 0 && table.size === MOST_COUNTS) continue
      const id = known < 0 ? table.intern(pair, operation) : known
      inside[id]!++
      oddInside[id]! += odd[row]!
    }
  }
  const byPair = new Map<number, Stratum[]>()
  for (let id = 0; id < table.size; id++) {
    const operation = table.secondOf(id)
    const stratum = {
      inside: inside[id]!,
      oddInside: oddInside[id]!,
      outside: all[operation]! - inside[id]!,
      oddOutside: allOdd[operation]! - oddInside[id]!,
    }
    const known = byPair.get(table.firstOf(id))
    if (known === undefined) byPair.set(table.firstOf(id), [stratum])
    else known.push(stratum)
  }
  return byPair
}
