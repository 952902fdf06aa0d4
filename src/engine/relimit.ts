import { isDeepStrictEqual } from 'node:util'

import type { Query } from '../model/signal.ts'
import type { SignalTable, WatchedQuery } from './signal-table.ts'

/** The same query and series with the limit that they have now: who edits a rule means them, too. */
export function relimit(
  table: Pick<SignalTable, 'relimit'>,
  watched: WatchedQuery,
  { limit }: Query,
): WatchedQuery {
  if (isDeepStrictEqual(watched.query.limit, limit)) return watched
  const { limit: _, ...query } = watched.query
  table.relimit(watched.slots, limit)
  return { ...watched, query: limit === undefined ? query : { ...query, limit } }
}
