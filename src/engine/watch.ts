import { setImmediate } from 'node:timers/promises'

import { openFindings } from '../detect/metrics/findings.ts'
import type { SignalProfile } from '../detect/metrics/profile.ts'
import {
  encodeState,
  isReadable,
  loadState,
  STATE_BYTES,
  stateInBank,
} from '../detect/metrics/state.ts'
import type { Finding, FindingDraft } from '../model/finding.ts'
import type { Selection } from '../discover/facts.ts'
import { isOfRule } from '../discover/rules/read-rules.ts'
import type { Query, Signal } from '../model/signal.ts'
import { onGrid, partsOf } from '../sources/prometheus/grid.ts'
import type { MetricsSource, Range } from '../sources/source.ts'
import type { ModelState } from '../store/store.ts'
import { fetchFrame, onlyAt, sampledTimes, type Frame } from './frame.ts'
import { LAST, LAST_LENGTH, type Inherited, type JudgeAnswer, type JudgeTask } from './judged.ts'
import { Rulebook } from './overrides/rulebook.ts'
import { Outage } from './outage.ts'
import { Pulse } from './pulse.ts'
import { createRecentSamples, RECENT_SECONDS } from './recent.ts'
import { relimit } from './relimit.ts'
import { Siblings } from './siblings.ts'
import { SilenceReasons } from './silence/silence-reasons.ts'
import { ToldSilences } from './silence/told-silences.ts'
import { SignalTable, type WatchedQuery } from './signal-table.ts'
import type { WorkerPool } from './worker-pool.ts'

export interface WatchDependencies {
  readonly source: MetricsSource
  readonly pool: Pick<WorkerPool, 'run'>
  /** Seconds between rows. */
  readonly step: number
  /** Seconds that `$__window` stands for. */
  readonly window: number
  /** Seconds between scrapes, where the source tells. */
  readonly scrapeInterval: number | undefined
  readonly capacity: number
  /** What people said of the signals; absent: nothing. */
  readonly rulebook?: Pick<Rulebook, 'profileOf'> | undefined
}

export interface Noticed {
  readonly signal: Signal
  /** Unix seconds of the row that was judged when this was so. */
  readonly at: number
  readonly draft: FindingDraft
  /** What who noticed it says better than kind and role do. */
  readonly told?: Required<Pick<Finding, 'summary' | 'severity'>>
}

export interface Advance {
  readonly noticed: readonly Noticed[]
  readonly samples: number
  /** Unix seconds up to which every query that answered has been judged. */
  readonly judgedUntil: number
  /** Some query is still behind `until`, and answered. */
  readonly more: boolean
}

/** Rows of a frame that are asked for at once: a day of minutes. */
const MAX_COLUMNS = 1440
/** Numbers of all frames of one advance together: bounds its memory to about 32 MB. */
const MAX_CELLS = 4_000_000

/** A signal that was taken away on purpose is given up this soon: its successors have inherited. */
const REPLACED_SECONDS = 3600

/** States that are copied before other work gets its turn: a few milliseconds. */
const ENCODED_A_TURN = 100

/**
 * The signals under watch: what is asked, how far it has been judged, and what the detectors know.
 * The states of all signals lie in one block of memory that the worker threads share.
 */
export class Watch {
  readonly table: SignalTable
  /** `LAST_LENGTH` numbers a slot: the newest row and what was thought of it. */
  readonly last: Float64Array
  /** Unix seconds of the first row of each slot; NaN before it. */
  readonly since: Float64Array
  /** Unix seconds of the newest sample of each slot that was there. */
  readonly #seen: Float64Array
  readonly recent: ReturnType<typeof createRecentSamples>
  queries: readonly WatchedQuery[] = []
  readonly #bank: SharedArrayBuffer
  readonly #on: WatchDependencies
  readonly #pulse: Pulse
  readonly #siblings: Siblings
  readonly #silences: ToldSilences
  readonly #rulebook: Pick<Rulebook, 'profileOf'>
  /** Signals to expect before the first answer is in. */
  #estimated = 0

  /** Seconds between rows, and the seconds that `$__window` stands for. */
  readonly step: number
  readonly window: number

  constructor(dependencies: WatchDependencies) {
    const { capacity, step } = dependencies
    this.#on = dependencies
    this.#pulse = new Pulse(dependencies.source, dependencies)
    this.#rulebook = dependencies.rulebook ?? new Rulebook(undefined, 0)
    this.step = step
    this.window = dependencies.window
    this.table = new SignalTable(capacity)
    this.#siblings = new Siblings(capacity)
    this.#silences = new ToldSilences(new SilenceReasons(dependencies.source, dependencies))
    // Pages that no signal has touched cost nothing.
    this.#bank = new SharedArrayBuffer(capacity * STATE_BYTES)
    this.last = new Float64Array(capacity * LAST_LENGTH).fill(NaN)
    this.since = new Float64Array(capacity).fill(NaN)
    this.#seen = new Float64Array(capacity).fill(NaN)
    this.recent = createRecentSamples(step)
  }

  /**
   * Watches these queries from now on; those known already keep what was learned. One that is no
   * longer chosen is asked until its signals are given up (a metric that vanished is a silence),
   * unless it is not `wanted` any more. Answers the signals that are dropped at once.
   */
  watch(
    { queries, estimatedSignals }: Pick<Selection, 'queries' | 'estimatedSignals'>,
    isWanted: (metric: string) => boolean,
  ): Signal[] {
    this.#estimated = estimatedSignals
    const known = new Map(this.queries.map((watched) => [watched.query.id, watched]))
    const chosen = queries.map((query) => {
      const before = known.get(query.id)
      // Another expression is another series, whatever it is called.
      return before?.query.expr === query.expr ? relimit(this.table, before, query) : unasked(query)
    })
    const kept = new Set(chosen.map(({ slots }) => slots))
    const ids = new Set(queries.map(({ id }) => id))
    // A threshold whose rule is gone is nobody's any more, however lively its series are.
    const lingers = ({ query, slots }: WatchedQuery) =>
      slots.length > 0 && !ids.has(query.id) && isWanted(query.metric) && !isOfRule(query)
    const dropped = this.queries.filter((watched) => !kept.has(watched.slots) && !lingers(watched))
    this.queries = [...chosen, ...this.queries.filter(lingers)]
    return dropped.flatMap((watched) => this.#drop(watched, () => true))
  }

  /** Asks every query for what is new up to `until` (at most a chunk) and judges the answers. */
  async advance(until: number, from: number): Promise<Advance> {
    const asked = this.queries.filter(
      ({ judgedUntil }) => this.#startOf(judgedUntil, from) <= until,
    )
    const outage = new Outage()
    const answers = await Promise.all(
      asked.map((watched) => this.#fetch(watched, { until, from }, outage)),
    )
    const frames = answers.filter((answer) => answer !== undefined)
    const ranges = frames.map(({ range }) => range)
    const times = await this.#pulse.timesAlive(
      sampledTimes(frames.map(({ frame }) => frame)),
      ranges,
    )
    const noticed = await Promise.all(
      frames.map(async ({ watched, frame, end }) => {
        const found = await this.#judge(onlyAt(frame, times))
        watched.judgedUntil = end
        return found
      }),
    )
    return {
      noticed: await this.#silences.tell(noticed.flat(), (id) => this.#queryOf(id)),
      samples: frames.reduce((sum, { frame }) => sum + samplesIn(frame), 0),
      judgedUntil: Math.min(until, ...frames.map(({ end }) => end)),
      more: frames.some(({ end }) => end < until),
    }
  }

  #queryOf(id: string): Query | undefined {
    return this.queries.find(({ query }) => query.id === id)?.query
  }

  #startOf(judgedUntil: number | undefined, from: number): number {
    return judgedUntil === undefined ? from : judgedUntil + this.step
  }

  async #fetch(
    watched: WatchedQuery,
    { until, from }: { until: number; from: number },
    outage: Outage,
  ) {
    const { step, window } = this
    const { source } = this.#on
    const cells = Math.max(1, this.#estimated, this.table.signals.length)
    const columns = Math.max(10, Math.min(MAX_COLUMNS, Math.floor(MAX_CELLS / cells)))
    const start = this.#startOf(watched.judgedUntil, from)
    const end = Math.min(until, start + (columns - 1) * step)
    const range = { start, end, step }
    try {
      const { signal } = outage
      const frame = await fetchFrame(source, watched, this.table, { range, window, signal })
      outage.noteAnswer()
      watched.failure = undefined
      return { watched, frame, range, end }
    } catch (error) {
      // The watermark stays, so nothing is lost: the next cycle asks again.
      watched.failure = outage.noteFailure(error)
      return undefined
    }
  }

  async #judge(frame: Frame): Promise<Noticed[]> {
    if (frame.slots.length === 0 || frame.timestamps.length === 0) return []
    const { pool } = this.#on
    const profiles = Array.from(frame.slots, (slot) => this.profileOf(slot))
    const { signals } = this.table
    const kin = this.#siblings.kinOf(frame.slots, signals)
    const earlier = this.#siblings.earlier(frame.slots, signals)
    const task: JudgeTask = { bank: this.#bank, profiles, kin, earlier, ...frame }
    const { noticed, last, inherited } = await pool.run<JudgeAnswer>('judge', task)
    this.#remember(frame, last)
    this.#rememberInherited(inherited)
    return noticed.map(({ slot, at, draft }) => ({ signal: this.table.signals[slot]!, at, draft }))
  }

  /** What the judge is told of the signal in a slot, overrides included. */
  profileOf(slot: number): SignalProfile {
    return this.#rulebook.profileOf(this.table.signals[slot]!, this.step)
  }

  #remember({ slots, timestamps, values }: Frame, last: Float64Array): void {
    slots.forEach((slot, row) => {
      const numbers = last.subarray(row * LAST_LENGTH, (row + 1) * LAST_LENGTH)
      this.last.set(numbers, slot * LAST_LENGTH)
      if (Number.isNaN(this.since[slot]!)) this.since[slot] = timestamps[0]!
      const columns = timestamps.length
      const own = values.subarray(row * columns, (row + 1) * columns)
      const newest = own.findLastIndex((value) => !Number.isNaN(value))
      if (newest >= 0) this.#seen[slot] = timestamps[newest]!
      if (this.table.signals[slot]!.limit) this.recent.record(slot, timestamps, own)
    })
  }

  /** What is known of a newcomer has been known since its sibling began. */
  #rememberInherited(inherited: readonly Inherited[]): void {
    for (const { slot, from } of inherited) {
      this.#siblings.forget(this.table.signals[slot]!.id)
      this.since[slot] = Math.min(this.since[slot]!, this.since[from]!)
    }
  }

  /**
   * Gives up the signals that have not had a sample since `before` (unix seconds): a route that was
   * removed, a queue that was deleted; and, sooner, those that siblings have replaced. Answers them, so that what is open of them can be closed.
   */
  retireUnseen(before: number): Signal[] {
    const isUnseen = (slot: number) => {
      const seen = this.#seen[slot]! || this.since[slot]!
      if (seen < before) return true
      const missing = this.last[slot * LAST_LENGTH + LAST.timestamp]! - seen
      return missing >= REPLACED_SECONDS && this.#silences.isPlanned(this.table.signals[slot]!.id)
    }
    return this.queries.flatMap((watched) => this.#drop(watched, isUnseen))
  }

  #drop({ slots }: WatchedQuery, isGone: (slot: number) => boolean): Signal[] {
    const gone = slots.filter(isGone)
    const stay = slots.filter((slot) => !isGone(slot))
    slots.splice(0, slots.length, ...stay)
    return gone.map((slot) => {
      const signal = this.table.signals[slot]!
      this.#siblings.keep(signal.id, encodeState(stateInBank(this.#bank, slot)))
      this.#clear(slot)
      this.table.retire(slot)
      return signal
    })
  }

  #clear(slot: number): void {
    stateInBank(this.#bank, slot).bytes.fill(0)
    this.last.fill(NaN, slot * LAST_LENGTH, (slot + 1) * LAST_LENGTH)
    this.since[slot] = NaN
    this.#seen[slot] = NaN
    this.recent.forget(slot)
  }

  /** Whether the detector of its signal has the finding open, or cannot be told to have not. */
  follows({ signal, start }: Pick<Finding, 'signal' | 'start'>): boolean {
    const slot = this.table.slotOf(signal)
    const failing = this.queries.filter(({ failure }) => failure !== undefined)
    if (slot === undefined) return failing.length > 0
    if (failing.some(({ slots }) => slots.includes(slot))) return true
    const open = openFindings(stateInBank(this.#bank, slot))
    return open.some((draft) => draft.start === start)
  }

  /** What has been learned, to be stored; the event loop turns meanwhile. */
  async encodeStates(): Promise<ModelState[]> {
    const states: ModelState[] = []
    for (const { slots, judgedUntil: timestamp } of this.queries) {
      if (timestamp === undefined) continue
      for (const slot of slots) {
        const bytes = encodeState(stateInBank(this.#bank, slot))
        states.push({ signalId: this.table.signals[slot]!.id, timestamp, bytes })
        if (states.length % ENCODED_A_TURN === 0) await setImmediate()
      }
    }
    return states
  }

  /**
   * Reads back the newest week of the signals with a limit, up to where a restored watch goes on, so
   * that forecasts do not begin from nothing after a restart. What cannot be read stays a gap.
   */
  async recall(now: number): Promise<void> {
    const limited = this.queries.filter(
      ({ query, judgedUntil }) => query.limit !== undefined && judgedUntil !== undefined,
    )
    for (const watched of limited) {
      const week = { start: now - RECENT_SECONDS, end: watched.judgedUntil!, step: this.step }
      for (const range of partsOf(onGrid(week), MAX_COLUMNS)) await this.#recallPart(watched, range)
    }
  }

  async #recallPart(watched: WatchedQuery, range: Range): Promise<void> {
    const { source } = this.#on
    const request = { range, window: this.window }
    const frame = await fetchFrame(source, watched, this.table, request).catch(() => undefined)
    if (!frame) return
    const { slots, timestamps, values } = frame
    const columns = timestamps.length
    slots.forEach((slot, row) => {
      this.recent.record(slot, timestamps, values.subarray(row * columns, (row + 1) * columns))
    })
  }

  /**
   * Takes up where stored signals and states left off. A query goes on from the newest of its
   * states: an older one is of a signal that was given up. A query with a state that cannot be read
   * (another version, damage) learns anew.
   */
  restore(signals: readonly Signal[], states: readonly ModelState[]): number {
    const stateOf = new Map(states.map((state) => [state.signalId, state]))
    const signalsOf = Map.groupBy(signals, ({ queryId }) => queryId)
    let restored = 0
    for (const watched of this.queries) {
      const known = (signalsOf.get(watched.query.id) ?? []).flatMap(({ id, labels }) => {
        const state = stateOf.get(id)
        return state ? [{ labels, ...state }] : []
      })
      const newest = Math.max(...known.map(({ timestamp }) => timestamp))
      for (const { signalId, timestamp, bytes } of known)
        if (timestamp < newest) this.#siblings.keep(signalId, bytes)
      const live = known.filter(({ timestamp }) => timestamp === newest)
      if (live.length === 0 || !live.every(({ bytes }) => isReadable(bytes))) continue
      for (const { labels, bytes } of live) {
        const slot = this.table.slotOfSeries(watched, labels)
        if (slot === undefined) continue
        loadState(bytes, stateInBank(this.#bank, slot))
        restored++
      }
      watched.judgedUntil = newest
    }
    return restored
  }
}

function samplesIn({ values }: Frame): number {
  let count = 0
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) count++
  return count
}

function unasked(query: Query): WatchedQuery {
  return { query, slots: [], judgedUntil: undefined, failure: undefined }
}
