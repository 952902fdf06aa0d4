import type { LeftOut, Selection } from '../discover/facts.ts'
import { messageOf, RootOpsError } from '../errors.ts'
import type { Finding } from '../model/finding.ts'
import type { MetricsSource, SourceInfo } from '../sources/source.ts'
import type { CycleRecord, Store } from '../store/store.ts'
import type { Telemetry } from '../telemetry.ts'
import type { Announcer } from './announcer.ts'
import { AlertBudget } from './budget/alert-budget.ts'
import { recordPages } from './budget/record-budget.ts'
import type { Clock } from './clock.ts'
import type { WatchOptions } from './discovery.ts'
import type { EngineStatus } from './engine.ts'
import { Keeper } from './keeper.ts'
import { nextLook } from './next-look.ts'
import type { EngineOptions } from './options.ts'
import { Foresight } from './foresight/foresight.ts'
import type { Outlook } from './foresight/outlook.ts'
import type { Objectives } from './objectives/objectives.ts'
import { OperationsLook } from './operations/look-at-operations.ts'
import type { Operations } from './operations/operations.ts'
import { isMutedByOverride } from './overrides/muted-by-override.ts'
import { Rulebook } from './overrides/rulebook.ts'
import { Passage } from './passage.ts'
import { GONE_SECONDS, readOn } from './read-on.ts'
import { failuresOf, logProgress, recordCycle } from './record-cycle.ts'
import { REPORT_SECONDS, reportable } from './reportable.ts'
import { Situation } from './situation.ts'
import { describeStatus, type CycleFigures } from './status.ts'
import { together } from './unsaved.ts'
import { untilDone } from './until-done.ts'
import type { Watch } from './watch.ts'
import { connectedInShort, watchedInShort } from './watched-in-short.ts'
import type { WorkerPool } from './worker-pool.ts'

export interface WatcherDependencies {
  readonly source: MetricsSource | undefined
  readonly store: Store
  readonly telemetry: Telemetry
  readonly options: EngineOptions
  readonly clock: Clock
  readonly pool: WorkerPool
  /** Absent: received spans are not watched. */
  readonly operations?: Operations | undefined
  /** Absent: nobody is told. */
  readonly announcer?: Announcer | undefined
}

/** Runs by itself: connects, chooses, learns from history, then judges what is new in cycles. */
export class Watcher {
  watch: Watch | undefined
  readonly situation = new Situation()
  readonly #on: WatcherDependencies
  readonly #stopping = new AbortController()
  readonly #listeners = new Set<() => void>()
  readonly #keeper: Keeper
  #running: Promise<void> | undefined
  #state: EngineStatus['state'] = 'idle'
  #info: SourceInfo | undefined
  #leftOut: readonly LeftOut[] = []
  #watchOptions: WatchOptions
  readonly #rulebook: Rulebook
  readonly #budget: AlertBudget
  readonly #passage: Passage
  readonly foresight: Foresight
  readonly #received: OperationsLook | undefined
  /** Absent before there is something to watch. */
  #objectives: Objectives | undefined
  /** What has changed and is not handed to the keeper yet: a cycle may break off. */
  #changes: CycleRecord = {}
  /** Unix seconds from which history is read; set when the watch begins. */
  #from = 0
  /** Unix seconds of the oldest sample, or of our connecting where there was none. */
  #sourceSince = 0
  readonly #figures: CycleFigures = {
    count: 0,
    failed: 0,
    lastStarted: null,
    lastDuration: null,
    lastError: null,
    judgedUntil: null,
  }
  /** Unix seconds at which each of the slower duties is due again. */
  readonly #due = { discovery: 0, predictions: 0 }
  #sourceError: string | undefined

  constructor(dependencies: WatcherDependencies) {
    this.#on = dependencies
    this.#keeper = new Keeper(dependencies.store, dependencies.options, dependencies.announcer)
    this.#watchOptions = dependencies.options.watch
    this.#rulebook = new Rulebook(this.#watchOptions.rules, dependencies.clock.now())
    this.#budget = new AlertBudget(this.#watchOptions.alertBudget)
    this.#passage = new Passage({
      otherSignal: (id) => this.#objectives?.signalOf(id) ?? dependencies.operations?.signalOf(id),
      situation: this.situation,
      budget: this.#budget,
      offset: dependencies.options.offset,
      isMutedByOverride: (finding) =>
        isMutedByOverride(finding, this.#rulebook, this.situation.incidents.values()),
    })
    const { operations, telemetry } = dependencies
    const on = { passage: this.#passage, keeper: this.#keeper, telemetry }
    this.#received = operations && new OperationsLook({ ...on, operations })
    this.foresight = new Foresight({
      ...dependencies,
      situation: this.situation,
      isMutedByOverride: (signal) => this.#rulebook.isMuted(signal),
    })
  }

  async start(): Promise<void> {
    const { source, store, clock } = this.#on
    await this.situation.load(store, clock.now())
    await this.foresight.load(clock.now())
    await this.#on.announcer?.load(store, clock.now())
    await this.#on.operations?.start(this.#rulebook)
    const { signal } = this.#stopping
    this.#running = source ? this.#run(source) : this.#received?.alone(signal, () => this.#tell())
  }

  /** Lets the running cycle end, and keeps what was learned. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
    await this.#on.operations?.save(this.#on.clock.now(), true)
    if (this.watch && this.#figures.count > 0) await this.#save(this.watch, {}, { states: true })
    this.#state = 'stopped'
  }

  reconfigure(watch: WatchOptions): void {
    this.#watchOptions = watch
    this.#rulebook.change(watch.rules, this.#on.clock.now())
    this.#budget.setBudget(watch.alertBudget)
    this.#objectives?.reconfigure(watch.objectives ?? [])
    this.#due.discovery = 0
  }

  onCycle(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  status(): EngineStatus {
    const { source, options, store } = this.#on
    return describeStatus({
      state: this.#state,
      sourceUrl: source ? options.sourceUrl : undefined,
      info: this.#info,
      load: source?.load(),
      sourceError: this.#sourceError,
      storeError: this.#keeper.error,
      storeKind: store.kind,
      figures: this.#figures,
      watch: this.watch,
      leftOut: this.#leftOut,
      budget: this.#budget.figures,
      interval: options.interval,
    })
  }

  async #run(source: MetricsSource): Promise<void> {
    const { clock } = this.#on
    this.#state = 'connecting'
    await untilDone(() => this.#begin(source), {
      clock,
      signal: this.#stopping.signal,
      onFailure: (error, wait) => {
        this.#sourceError = messageOf(error)
        const facts = { error: this.#sourceError, retry_seconds: wait }
        this.#on.telemetry.log.warn(facts, 'cannot connect')
      },
    })
    while (!this.#stopping.signal.aborted) {
      await this.#cycle(source)
      const { step } = this.watch!
      const now = clock.now() - this.#on.options.offset
      await clock.wait(step - (now % step), this.#stopping.signal)
    }
  }

  async #begin(source: MetricsSource): Promise<void> {
    const { clock, telemetry } = this.#on
    const now = clock.now()
    // Discovery and detectors are loaded after the server listens, and only with something to watch.
    const { beginWatch } = await import('./begin-watch.ts')
    const { Objectives } = await import('./objectives/objectives.ts')
    this.#objectives ??= new Objectives(source, this.#watchOptions.objectives)
    const begun = await beginWatch(
      { ...this.#on, source, watchOptions: this.#watchOptions, rulebook: this.#rulebook },
      now,
    )
    const { watch, info, selection, from, alertBudget } = begun
    if (alertBudget) this.#budget.restore(alertBudget)
    this.watch = watch
    this.#info = info
    this.#from = from
    this.#leftOut = selection.leftOut
    this.#sourceSince = info.oldestTimestamp ?? now
    this.#planLook(selection, now)
    this.#sourceError = undefined
    this.#state = 'learning'
    telemetry.log.info(connectedInShort(begun, now), 'connected')
  }

  async #cycle(source: MetricsSource): Promise<void> {
    const { clock, options, telemetry } = this.#on
    const figures = this.#figures
    const watch = this.watch!
    const started = clock.now()
    figures.lastStarted = started
    const until = Math.floor((started - options.offset) / watch.step) * watch.step
    try {
      await this.#rediscover(source, started)
      await this.#catchUp(watch, until)
      const isFollowed = (one: Finding) => this.#isFollowed(one, watch)
      const received = await this.#received?.look(watch, isFollowed)
      this.#changes = together(this.#changes, received ?? {})
      const { first, all } = failuresOf(watch)
      this.#sourceError = first
      await this.#conclude(until)
      figures.lastError = all
    } catch (error) {
      // A bug or a full disk must not end the watch: the cycle is marked, the next one tries again.
      figures.lastError = messageOf(error)
      if (!(error instanceof RootOpsError)) telemetry.log.error({ err: error }, 'cycle failed')
    }
    const seconds = clock.now() - started
    recordCycle(telemetry, figures, { seconds, watch, budget: this.#budget.figures })
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }

  /** Everything up to `until`, a chunk at a time; at the first start that is the whole history. */
  async #catchUp(watch: Watch, until: number): Promise<void> {
    const { telemetry, clock, options, store } = this.#on
    const now = clock.now()
    const since = now - REPORT_SECONDS
    await this.situation.loadMutes(store, { end: now + 1, start: since })
    const stretches = readOn({
      watch,
      passage: this.#passage,
      until,
      from: this.#from,
      offset: options.offset,
      now,
      isFollowed: (finding) => this.#isFollowed(finding, watch),
    })
    for await (const { advance, record, pages, gone } of stretches) {
      telemetry.samplesReceived.inc(advance.samples)
      this.#figures.judgedUntil = advance.judgedUntil
      this.#changes = together(this.#changes, reportable(record, since))
      this.#changes = together(this.#changes, this.situation.withdrawAllOf(gone, now))
      recordPages(telemetry, pages, since)
      if (advance.more) logProgress(telemetry, until - advance.judgedUntil)
      if (this.#stopping.signal.aborted) break
    }
  }

  #isFollowed(finding: Finding, watch: Watch): boolean {
    // One that stops has not read all that there is.
    if (this.#stopping.signal.aborted) return true
    return [watch, this.#objectives, this.#on.operations].some((one) => one?.follows(finding))
  }

  /** What budgets that burn bring about; answers what lies ahead of all of them. */
  async #lookAtObjectives(
    watch: Watch,
    times: { until: number; now: number },
  ): Promise<readonly Outlook[]> {
    if (!this.#objectives) return []
    const { telemetry } = this.#on
    const { lookAtObjectives } = await import('./objectives/look-at-objectives.ts')
    const { outlooks, passed } = await lookAtObjectives(
      { objectives: this.#objectives, passage: this.#passage, telemetry, watch },
      { ...times, isFollowed: (finding) => this.#isFollowed(finding, watch) },
    )
    this.#changes = together(this.#changes, passed.record)
    recordPages(telemetry, passed.pages, times.now - REPORT_SECONDS)
    return outlooks
  }

  /** Foresees, saves. */
  async #conclude(until: number): Promise<void> {
    const { clock, options, pool, telemetry } = this.#on
    const watch = this.watch!
    const now = clock.now()
    if (now >= this.#due.predictions) {
      this.#due.predictions = now + options.forecastInterval
      const on = { watch, pool, horizonSeconds: options.horizon, now: until }
      const outlooks = await this.#lookAtObjectives(watch, { until, now })
      this.#changes = together(this.#changes, await this.foresight.advance(on, outlooks))
    }
    await this.#save(watch, { judgedUntil: until })
    await this.foresight.review(now)
    if (this.#state === 'learning') {
      this.#state = 'watching'
      telemetry.log.info(watchedInShort(watch, this.situation), 'watching')
    }
  }

  async #save(
    watch: Watch,
    record: CycleRecord,
    options: { states?: boolean } = {},
  ): Promise<void> {
    const changes = together(this.#changes, record)
    this.#changes = {}
    const now = this.#on.clock.now()
    const beside = () => this.#budget.stateAt(this.#figures.judgedUntil)
    await this.#keeper.save(changes, { watch, beside, now, ...options })
  }

  /** Looks for new metrics, and gives up the signals that are gone for good. */
  async #rediscover(source: MetricsSource, now: number): Promise<void> {
    if (now < this.#due.discovery) return
    const watch = this.watch!
    const { discoverIfThere, whyNot } = await import('./discovery.ts')
    const selection = await discoverIfThere(source, this.#watchOptions, now)
    this.#planLook(selection, now)
    // What is watched already can still be asked, and tells better what is the matter.
    if (!selection) return
    this.#leftOut = selection.leftOut
    const isWanted = (metric: string) => whyNot(metric, this.#watchOptions) === undefined
    const gone = [...watch.watch(selection, isWanted), ...watch.retireUnseen(now - GONE_SECONDS)]
    if (gone.length > 0)
      await this.#save(watch, this.situation.withdrawAllOf(gone, now), { states: false })
  }

  #planLook(selection: Selection | undefined, now: number): void {
    const known = { since: this.#sourceSince, usual: this.#on.options.rediscover }
    this.#due.discovery = nextLook(now, { queries: selection?.queries ?? [], ...known })
  }
}
