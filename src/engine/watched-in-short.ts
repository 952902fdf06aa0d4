import type { Begun } from './begin-watch.ts'
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

/** What was connected to, for a line of the log; `now`: unix seconds. */
export function connectedInShort({ info, from, selection, restored }: Begun, now: number) {
  return {
    source: `${info.flavor} ${info.version}`,
    series: info.seriesCount,
    history_days: Number(((now - from) / 86_400).toFixed(1)),
    queries: selection.queries.length,
    signals: selection.estimatedSignals,
    restored,
  }
}
