import type { Selection } from '../discover/facts.ts'
import type { Signal } from '../model/signal.ts'
import type { MetricsSource, SourceInfo } from '../sources/source.ts'
import type { Store } from '../store/store.ts'
import { BUDGET_STATE_ID } from './budget/alert-budget.ts'
import { discoverQueries, type WatchOptions } from './discovery.ts'
import type { EngineOptions } from './options.ts'
import type { Rulebook } from './overrides/rulebook.ts'
import { Watch } from './watch.ts'
import type { WorkerPool } from './worker-pool.ts'

export interface BeginOn {
  readonly source: MetricsSource
  readonly store: Pick<Store, 'listSignals' | 'loadStates'>
  readonly pool: WorkerPool
  readonly options: EngineOptions
  readonly watchOptions: WatchOptions
  readonly rulebook: Rulebook
  /** Unix seconds before which history is only learned from; now, unless told. */
  readonly learnUntil?: number
}

export interface Begun {
  readonly watch: Watch
  readonly info: SourceInfo
  readonly selection: Selection
  /** Unix seconds from which history is read, on the grid. */
  readonly from: number
  /** Signals that go on from what an earlier run had learned. */
  readonly restored: number
  /** What an earlier run knew of the groups of findings there are; undefined: it is learned anew. */
  readonly alertBudget: Uint8Array | undefined
}

/** Where a server does not tell how often it scrapes. */
const USUAL_SCRAPE_SECONDS = 15

/** Connects, chooses what to watch, and takes up what an earlier run has learned. */
export async function beginWatch(on: BeginOn, now: number): Promise<Begun> {
  const { source, store, pool, options, watchOptions, rulebook } = on
  const info = await source.info()
  const scrape = Math.ceil(info.scrapeInterval ?? USUAL_SCRAPE_SECONDS)
  const step = Math.max(options.interval, scrape)
  // Four scrapes, so that one that is missing leaves a rate; two steps, so that none is skipped.
  const window = Math.max(4 * scrape, 2 * step)
  const { scrapeInterval } = info
  const capacity = watchOptions.maxSignals
  const watch = new Watch({ source, pool, step, window, scrapeInterval, capacity, rulebook })
  const selection = await discoverQueries(source, watchOptions, now)
  watch.watch(selection, () => true)
  const states = await store.loadStates()
  const restored = watch.restore(await allSignals(store), states)
  if (restored > 0) await watch.recall(now)
  const days = historyDays(options, { step, signals: selection.estimatedSignals })
  const oldest = (on.learnUntil ?? now) - days * 86_400
  const from = Math.ceil(Math.max(oldest, info.oldestTimestamp ?? 0) / step) * step
  // Where history is read anew, it tells its groups anew.
  const known =
    restored > 0 ? states.find(({ signalId }) => signalId === BUDGET_STATE_ID) : undefined
  return { watch, info, selection, from, restored, alertBudget: known?.bytes }
}

/** Days of history to read: as many as are wished, but what the budget of points affords. */
function historyDays(
  { history, historyPoints }: EngineOptions,
  { step, signals }: { step: number; signals: number },
): number {
  const affordable = (historyPoints * step) / (Math.max(1, signals) * 86_400)
  return Math.min(history / 86_400, Math.max(1, affordable))
}

export async function allSignals(store: Pick<Store, 'listSignals'>): Promise<Signal[]> {
  const signals: Signal[] = []
  let cursor: string | undefined
  do {
    const page = await store.listSignals({ limit: 500, cursor })
    signals.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return signals
}
