import type { Page } from '../model/page.ts'
import type { SignalScores, WatchedSignal } from './engine.ts'
import type { Watch } from './watch.ts'
import { listWatched, type SignalFilter } from './watched.ts'

/** The signals of several watches, one watch after the other; a cursor names the watch and its own. */
export function listWatchedOf(
  watches: readonly (Watch | undefined)[],
  { cursor = '0', ...filter }: SignalFilter,
): Page<WatchedSignal> {
  const [first = '0', own = '0'] = cursor.includes('.') ? cursor.split('.') : ['0', cursor]
  const items: WatchedSignal[] = []
  for (let at = Number(first) || 0; at < watches.length; at++) {
    const page = listWatched(watches[at], {
      ...filter,
      limit: filter.limit - items.length,
      cursor: at === Number(first) ? own : '0',
    })
    items.push(...page.items)
    if (page.next !== null) return { items, next: at === 0 ? page.next : `${at}.${page.next}` }
  }
  return { items, next: null }
}

export function joinedScores(all: readonly SignalScores[]): SignalScores {
  const filled = all.filter(({ signals }) => signals.length > 0)
  if (filled.length <= 1) return filled[0] ?? all[0]!
  const joined = (column: (one: SignalScores) => Float64Array) =>
    Float64Array.from(filled.flatMap((one) => [...column(one)]))
  return {
    signals: filled.flatMap(({ signals }) => signals),
    score: joined(({ score }) => score),
    alertScore: joined(({ alertScore }) => alertScore),
    expected: joined(({ expected }) => expected),
    lower: joined(({ lower }) => lower),
    upper: joined(({ upper }) => upper),
  }
}
