import type { Situation } from './situation.ts'
import type { Watch } from './watch.ts'

/** What is watched and what is going on, for a line of the log. */
export function watchedInShort({ table, queries, step }: Watch, situation: Situation) {
  const { live } = table
  return {
    signals: live.length,
    services: new Set(live.map(({ service }) => service)).size,
    queries_a_minute: Number(((queries.length * 60) / step).toFixed(1)),
    open_incidents: situation.openIncidents().length,
    predictions: situation.predictions.size,
  }
}
