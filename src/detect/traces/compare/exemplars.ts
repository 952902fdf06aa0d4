import { selectNth } from '../../../math/select-quantiles.ts'
import type { Side } from './matched-sides.ts'

const MOST = 3
/** Bounds the work where all calls take the same time. */
const MOST_EQUAL = 10_000

/**
 * Ids of traces of the side that show what a call is like there: failing ones where failures are
 * what changed, else those nearest to `typical` milliseconds. Equal ones by their ids.
 */
export function exemplarsOf(
  { selection, offsets, rows }: Side,
  g: number,
  show: { readonly typical: number; readonly failing: boolean },
): string[] {
  const { columns, milliseconds = columns.durationMs } = selection
  const traced = rows
    .subarray(offsets[g], offsets[g + 1])
    .filter((row) => columns.trace[row] !== 0 && (!show.failing || columns.failed[row] === 1))
  const distance = (row: number) => Math.abs(milliseconds[row]! - show.typical)
  const distances = Float64Array.from(traced, distance)
  const least = traced.length > MOST ? selectNth(distances, MOST - 1) : Infinity
  // Of many that are equally near, ids decide; so many are looked at.
  const nearest = Array.from(traced.filter((row) => distance(row) <= least)).slice(0, MOST_EQUAL)
  const ids = nearest
    .map((row) => ({ id: columns.traceIdOf(row), far: distance(row) }))
    .sort((a, b) => a.far - b.far || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id)
  return [...new Set(ids)].slice(0, MOST)
}
