import type { Finding } from '../../model/finding.ts'
import type { JudgedColumns } from '../../model/metric-analysis.ts'
import type { Signal } from '../../model/signal.ts'
import type { Store } from '../../store/store.ts'
import type { Rulebook } from '../overrides/rulebook.ts'
import { allSignals } from '../begin-watch.ts'
import { Watch, type Noticed } from '../watch.ts'
import type { WorkerPool } from '../worker-pool.ts'
import { operationRules } from './operation-profile.ts'
import { MOST_WATCHED, OPERATION_QUERIES, OperationsSource } from './operations-source.ts'
import type { RememberedOperations } from './remembered-operations.ts'

const STEP = 60
/** Programs hand their spans out every few seconds: a minute is judged when they have come. */
const WAIT_SECONDS = 30
/** Rows that an outage of ours leaves out. */
const MOST_ROWS = 60
const GONE_SECONDS = 86_400

/**
 * Rate, errors and latency of the operations as signals: watched by the same detector as metrics,
 * from the spans that are received instead of from a Prometheus.
 */
export class OperationsWatch {
  readonly watch: Watch
  readonly source: OperationsSource
  readonly #remembered: RememberedOperations

  constructor(
    remembered: RememberedOperations,
    on: { pool: Pick<WorkerPool, 'run'>; rulebook: Pick<Rulebook, 'profileOf'> },
  ) {
    this.#remembered = remembered
    this.source = new OperationsSource(remembered)
    this.watch = new Watch({
      ...on,
      rulebook: operationRules(on.rulebook),
      source: this.source as never,
      step: STEP,
      window: STEP,
      scrapeInterval: undefined,
      capacity: MOST_WATCHED * OPERATION_QUERIES.length,
    })
    this.watch.watch({ queries: OPERATION_QUERIES, estimatedSignals: 0 }, () => true)
  }

  /** Takes up what an earlier run has learned of the signals. */
  async restore(store: Pick<Store, 'loadStates' | 'listSignals'>): Promise<number> {
    const own = new Set(OPERATION_QUERIES.map(({ id }) => id))
    const signals = (await allSignals(store)).filter(({ queryId }) => own.has(queryId))
    return signals.length > 0 ? this.watch.restore(signals, await store.loadStates()) : 0
  }

  /** Judges the minutes whose spans should have come by `now` (unix seconds). */
  async advance(now: number): Promise<readonly Noticed[]> {
    this.#remembered.advance(now)
    const until = Math.floor((now - WAIT_SECONDS) / STEP) * STEP
    const from = Math.max(until - MOST_ROWS * STEP, (this.#remembered.since + 1) * STEP)
    if (until < from) return []
    const all: Noticed[] = []
    let more = true
    while (more) {
      const advance = await this.watch.advance(until, from)
      all.push(...advance.noticed)
      more = advance.more
    }
    this.watch.retireUnseen(until - GONE_SECONDS)
    return all
  }

  signalOf(id: string): Signal | undefined {
    const slot = this.watch.table.slotOf(id)
    return slot === undefined ? undefined : this.watch.table.signals[slot]
  }

  follows(finding: Finding): boolean {
    return this.watch.follows(finding)
  }

  async chart(
    pool: Pick<WorkerPool, 'run'>,
    signalId: string,
    range: { start: number; end: number },
  ): Promise<JudgedColumns | undefined> {
    const { chartOf } = await import('../chart.ts')
    return chartOf({ source: this.source as never, pool, watch: this.watch }, signalId, range)
  }
}
