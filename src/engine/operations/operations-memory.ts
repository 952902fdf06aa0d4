import type { Operation, OperationDetail } from '../../model/operation.ts'
import type { Page } from '../../model/page.ts'
import type { ServiceGraphNow } from '../../model/service-graph.ts'
import type { ReceivedSpans } from '../../model/span.ts'
import type { PastOperations } from '../jobs/past-operations.ts'
import { Rulebook } from '../overrides/rulebook.ts'
import type { Noticed } from '../watch.ts'
import { describeOperation, listOperations, type OperationFilter } from './describe-operations.ts'
import type { OperationTotal } from './operation-totals.ts'
import type { OperationsOn } from './operations.ts'
import { OperationsWatch } from './operations-watch.ts'
import { RecentSpans } from './recent-spans.ts'
import { MOST_STORED, RememberedOperations } from './remembered-operations.ts'

const SAVE_EVERY = 3600

/** Everything that is remembered of received spans, and the watch over it. */
export class OperationsMemory {
  readonly remembered: RememberedOperations
  readonly watch: OperationsWatch
  readonly recent: RecentSpans
  readonly #on: OperationsOn
  /** Unix seconds at which what was learned is written again. */
  #saveDue: number

  constructor(on: OperationsOn, rulebook: Pick<Rulebook, 'profileOf'> | undefined) {
    this.#on = on
    const now = () => on.clock.now()
    this.remembered = new RememberedOperations({ now })
    this.recent = new RecentSpans({ now })
    this.watch = new OperationsWatch(this.remembered, {
      pool: on.pool,
      rulebook: rulebook ?? new Rulebook(undefined, 0),
    })
    this.#saveDue = now() + SAVE_EVERY
  }

  async restore(): Promise<void> {
    this.remembered.restore(await this.#on.store.loadOperations(MOST_STORED))
    await this.watch.restore(this.#on.store)
  }

  take(spans: ReceivedSpans): void {
    this.remembered.take(spans)
    this.recent.take(spans)
  }

  async advance(now: number): Promise<readonly Noticed[]> {
    return this.watch.advance(now)
  }

  async save(now: number, atOnce: boolean): Promise<void> {
    if (this.#on.dryRun || (!atOnce && now < this.#saveDue)) return
    this.#saveDue = now + SAVE_EVERY
    const { store } = this.#on
    const unsaved = this.remembered.unsaved()
    try {
      await store.saveOperations(unsaved)
      const states = await this.watch.watch.encodeStates()
      await store.saveCycle({ states, signals: this.watch.watch.table.live })
    } catch (error) {
      this.remembered.keepUnsaved(unsaved)
      throw error
    }
  }

  list(filter: OperationFilter): Page<Operation> {
    return listOperations(this.remembered, filter, this.#on.clock.now())
  }

  find(id: string): OperationDetail | undefined {
    return describeOperation(this.remembered, id, this.#on.clock.now())
  }

  serviceGraph(): Promise<ServiceGraphNow> {
    return this.#on.pool.run('serviceGraph', this.recent.since(-Infinity))
  }

  past(): PastOperations | undefined {
    const { table, bank } = this.remembered
    const names = table.known.flatMap(({ service, operation }, number) =>
      this.remembered.hasBaseline(number) ? [{ service, operation, number }] : [],
    )
    return names.length > 0 ? { bank, names } : undefined
  }

  totals(limit: number): { operations: OperationTotal[]; all: number } {
    const { table, totals, exemplars } = this.remembered
    const counted = table.known
      .map((one, number) => ({ one, number, ...totals.of(number) }))
      .filter(({ calls }) => calls > 0)
      .sort((a, b) => b.calls - a.calls || a.number - b.number)
    const operations = counted.slice(0, limit).map(({ one, number, ...counts }) => {
      const found = exemplars.of(number)
      const slow = found.find(({ of }) => of === 'p99') ?? found[0]
      return {
        ...counts,
        service: one.service,
        operation: one.operation,
        exemplar: slow
          ? { trace_id: slow.trace_id, seconds: slow.duration_ms / 1000, timestamp: slow.timestamp }
          : null,
      }
    })
    return { operations, all: counted.length }
  }
}
