import type { Series } from '../../../model/series.ts'
import type { Range } from '../../source.ts'

/** Asks a range query on exactly this grid; no series where the server refuses it. */
export type AskRange = (expr: string, range: Range) => Promise<readonly Series[]>

const FARTHEST = 14 * 86_400
const COARSE = 6 * 3600
const FINE = 300
const SAMPLED_NAMES = 5

/**
 * Unix seconds of the oldest sample of the last 14 days, to 5 minutes; undefined when there is
 * none. Two cheap queries: where `up`, or a few other metrics, begin on a coarse grid, then finer.
 */
export async function findOldest(
  askRange: AskRange,
  now: number,
  metricNames: () => Promise<readonly string[]>,
): Promise<number | undefined> {
  const oldest = await firstTime(askRange, 'count(up)', now)
  if (oldest !== undefined && oldest <= now - FARTHEST + 2 * COARSE) return oldest
  const names = spread(await metricNames(), SAMPLED_NAMES)
  if (names.length === 0) return oldest
  const pattern = JSON.stringify(names.map(escaped).join('|'))
  const other = await firstTime(askRange, `count({__name__=~${pattern}})`, now)
  return Math.min(oldest ?? Infinity, other ?? Infinity, now)
}

async function firstTime(
  askRange: AskRange,
  expr: string,
  now: number,
): Promise<number | undefined> {
  const coarse = first(await askRange(expr, { start: now - FARTHEST, end: now, step: COARSE }))
  if (coarse === undefined || coarse <= now - FARTHEST) return coarse
  const before = { start: coarse - COARSE, end: coarse, step: FINE }
  return first(await askRange(expr, before)) ?? coarse
}

function first(series: readonly Series[]): number | undefined {
  return series[0]?.timestamps[0]
}

/** At most `count` of the names, evenly spread over the list. */
function spread(names: readonly string[], count: number): string[] {
  const every = Math.max(1, names.length / count)
  const picked = Math.min(count, names.length)
  return Array.from({ length: picked }, (_, i) => names[Math.floor(i * every)]!)
}

function escaped(name: string): string {
  return name.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}
