import { median } from '../../../math/median.ts'

/** Changes since a turn, and before it, of which there must be this many. */
const LEAST_NEW = 2
const LEAST_OLD = 5
/** Changes whose middle moved by less than this share of the earlier one go on as before. */
const MOVED = 0.5

/**
 * How many of the newest changes of a level belong to a new pace: a fill that has ended, or goes
 * faster now. They must all be slower, or all faster, than all changes before them (two of eleven are so
 * by chance in one case of 55, up or down in one of 28), and by half. The oldest such turn is taken;
 * all changes where there is none.
 */
export function sinceTurn(levels: Float64Array): number {
  const changes = levels.subarray(1).map((level, i) => level - levels[i]!)
  for (let since = changes.length - LEAST_OLD; since >= LEAST_NEW; since--) {
    const before = changes.subarray(0, -since)
    const after = changes.subarray(-since)
    const moved = Math.abs(median(after) - median(before)) > MOVED * Math.abs(median(before))
    if (moved && (isApart(before, after) || isApart(after, before))) return since
  }
  return changes.length
}

function isApart(low: Float64Array, high: Float64Array): boolean {
  return Math.max(...low) < Math.min(...high)
}
