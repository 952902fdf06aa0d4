import type { Finding } from '../../model/finding.ts'
import type { JudgedColumns } from '../../model/metric-analysis.ts'
import type { Operation, OperationDetail } from '../../model/operation.ts'
import type { Page } from '../../model/page.ts'
import type { ServiceGraphNow } from '../../model/service-graph.ts'
import type { Signal } from '../../model/signal.ts'
import type { SpanComparison } from '../../detect/traces/compare/comparison.ts'
import type { Clock } from '../clock.ts'
import type { PastOperations } from '../jobs/past-operations.ts'
import type { ReceivedSpans } from '../../model/span.ts'
import type { Store } from '../../store/store.ts'
import type { Rulebook } from '../overrides/rulebook.ts'
import type { SpanSink } from '../span-sink.ts'
import type { Noticed, Watch } from '../watch.ts'
import type { WorkerPool } from '../worker-pool.ts'
import type { OperationFilter } from './describe-operations.ts'
import type { OperationTotal } from './operation-totals.ts'
import type { OperationsMemory } from './operations-memory.ts'

/** What is asked of the operations whose spans are received. */
export interface OperationsView {
  list(filter: OperationFilter): Page<Operation>
  find(id: string): OperationDetail | undefined
  serviceGraph(): Promise<ServiceGraphNow>
  /** `body`: see the route. Rejects with INPUT_INVALID or INPUT_IMPOSSIBLE. */
  compare(body: Uint8Array): Promise<SpanComparison>
  /** What was counted since the start, busiest first, and how many operations there are. */
  totals(limit: number): { readonly operations: readonly OperationTotal[]; readonly all: number }
}

export interface OperationsOn {
  readonly store: Pick<
    Store,
    'loadOperations' | 'saveOperations' | 'saveCycle' | 'loadStates' | 'listSignals'
  >
  readonly pool: Pick<WorkerPool, 'run'>
  readonly clock: Clock
  readonly dryRun: boolean
}

/** Requests that are taken while the memory is being loaded. */
const MOST_WAITING = 64

/**
 * The memory of operations, made when the first spans come or when the store remembers some: most
 * processes never receive any, and what is needed for it is large.
 */
export class Operations implements SpanSink, OperationsView {
  readonly on: OperationsOn
  /** Resolves when there is a memory. */
  readonly begun: Promise<void>
  rulebook: Pick<Rulebook, 'profileOf'> | undefined
  #memory: OperationsMemory | undefined
  #opening: Promise<OperationsMemory> | undefined
  readonly #waiting: ReceivedSpans[] = []
  #begin: () => void = () => undefined

  constructor(on: OperationsOn) {
    this.on = on
    this.begun = new Promise((resolve) => {
      this.#begin = resolve
    })
  }

  /** Takes up what an earlier run has learned, if there was one that received spans. */
  async start(rulebook: Pick<Rulebook, 'profileOf'>): Promise<void> {
    this.rulebook = rulebook
    if ((await this.on.store.loadOperations(1)).length > 0) await this.#open()
  }

  take(spans: ReceivedSpans): void {
    if (this.#memory) this.#memory.take(spans)
    else if (this.#waiting.length < MOST_WAITING) {
      this.#waiting.push(spans)
      // A store that is away is no reason to refuse spans: they are remembered from then on.
      this.#open().catch(() => undefined)
    }
  }

  async #open(): Promise<OperationsMemory> {
    this.#opening ??= this.#make().catch((error: unknown) => {
      this.#opening = undefined
      throw error
    })
    return this.#opening
  }

  async #make(): Promise<OperationsMemory> {
    const { OperationsMemory: Memory } = await import('./operations-memory.ts')
    const memory = new Memory(this.on, this.rulebook)
    await memory.restore()
    this.#memory = memory
    for (const spans of this.#waiting.splice(0)) memory.take(spans)
    this.#begin()
    return memory
  }

  /** Looks once a minute, from the first spans on until `signal` aborts. */
  async eachMinute(signal: AbortSignal, look: () => Promise<void>): Promise<void> {
    const stopped = new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    await Promise.race([this.begun, stopped])
    const { clock } = this.on
    while (!signal.aborted) {
      // The minute's spans should have come by half past the next.
      await clock.wait(60 - ((clock.now() + 29) % 60), signal)
      if (!signal.aborted) await look()
    }
  }

  /** What was noticed of the signals of operations up to `now` (unix seconds). */
  async advance(now: number): Promise<readonly Noticed[]> {
    return (await this.#memory?.advance(now)) ?? []
  }

  /** Writes what was learned when an hour has passed, or at once. */
  async save(now: number, atOnce = false): Promise<void> {
    await this.#memory?.save(now, atOnce)
  }

  get watch(): Watch | undefined {
    return this.#memory?.watch.watch
  }

  signalOf(id: string): Signal | undefined {
    return this.#memory?.watch.signalOf(id)
  }

  follows(finding: Finding): boolean {
    return this.#memory?.watch.follows(finding) === true
  }

  async chart(
    signalId: string,
    range: { start: number; end: number },
  ): Promise<JudgedColumns | undefined> {
    return this.#memory?.watch.chart(this.on.pool, signalId, range)
  }

  /** What batches can be held against; undefined while nothing is known. */
  past(): PastOperations | undefined {
    return this.#memory?.past()
  }

  list(filter: OperationFilter): Page<Operation> {
    return this.#memory?.list(filter) ?? { items: [], next: null }
  }

  find(id: string): OperationDetail | undefined {
    return this.#memory?.find(id)
  }

  async serviceGraph(): Promise<ServiceGraphNow> {
    return this.#memory?.serviceGraph() ?? NO_GRAPH
  }

  async compare(body: Uint8Array): Promise<SpanComparison> {
    const { compareAsked } = await import('./compare-asked.ts')
    return compareAsked(this.on.pool, body, (from) => this.#memory?.recent.since(from))
  }

  totals(limit: number): { operations: readonly OperationTotal[]; all: number } {
    return this.#memory?.totals(limit) ?? { operations: [], all: 0 }
  }
}

const NO_GRAPH: ServiceGraphNow = {
  start: null,
  end: null,
  sampled: 1,
  nodes: [],
  edges: [],
  warnings: ['no spans were received: send OTLP to /v1/traces'],
}
