import type { AttributedSpans } from './attribute-counts.ts'

/** Two attributes are one when this share of the spans with either has both (Jaccard). */
const SAME = 0.8
/** So many are held against each other: their square is counted. */
const MOST = 200

export interface Collapsed {
  readonly pair: number
  /** Other attributes on nearly the same spans. */
  readonly same: readonly number[]
}

/** Puts attributes that are on nearly the same spans under the first of them, in the order given. */
export function collapse(pairs: readonly number[], spans: AttributedSpans): Collapsed[] {
  const chosen = pairs.slice(0, MOST)
  const { length } = chosen
  const placeOf = new Map(chosen.map((pair, place) => [pair, place]))
  const both = new Float64Array(length * length)
  const present: number[] = []
  for (let row = 0; row < spans.length; row++) {
    present.length = 0
    for (let i = spans.attributeOffsets[row]!; i < spans.attributeOffsets[row + 1]!; i++) {
      const place = placeOf.get(spans.attributes[i]!)
      if (place !== undefined) present.push(place)
    }
    for (const a of present) for (const b of present) both[a * length + b]!++
  }
  const isTaken = new Uint8Array(length)
  const groups: Collapsed[] = []
  for (let a = 0; a < length; a++) {
    if (isTaken[a] === 1) continue
    const same: number[] = []
    for (let b = a + 1; b < length; b++) {
      const common = both[a * length + b]!
      const either = both[a * length + a]! + both[b * length + b]! - common
      if (isTaken[b] === 1 || common < SAME * either) continue
      isTaken[b] = 1
      same.push(chosen[b]!)
    }
    groups.push({ pair: chosen[a]!, same })
  }
  return groups
}
