import { BASELINE_LENGTH, learnHour, type Baseline } from '../../detect/operations/baseline.ts'
import { encodeBaseline, loadBaseline } from '../../detect/operations/encode-baseline.ts'
import { hourOfCalls } from '../../detect/operations/hour-of-calls.ts'
import { addDurations, type MinuteCounts } from '../../detect/operations/minute-counts.ts'
import { SketchSum } from '../../math/log-linear-sketch.ts'
import type { ReceivedSpans } from '../../model/span.ts'
import type { StoredOperation } from '../../store/store.ts'
import type { SpanSink } from '../span-sink.ts'
import { Exemplars } from './exemplars.ts'
import { CLOSED_AFTER_MINUTES, MinuteRing } from './minute-ring.ts'
import { numberRows, OperationTable } from './operation-table.ts'
import { OperationTotals } from './operation-totals.ts'

/** Operations that are told apart; calls of further ones are counted together. */
const MOST_OPERATIONS = 2000
/** Two hours, and late ones: an hour must be whole when it is learned. */
export const KEPT_MINUTES = 126
/** Bounds the closed minutes: two hours of 2,000 operations with 30 filled buckets a minute each. */
const MOST_MINUTE_BYTES = 64 * 1024 * 1024
/** Baselines kept of operations that are not called: at most 11 KB each. */
export const MOST_STORED = 2000
/** Minutes by which calls are classed as usual or slow. */
const CLASSED_BY_MINUTES = 10
const CALLS_TO_CLASS = 20

export interface RememberedOptions {
  /** Unix seconds. */
  readonly now: () => number
  readonly operations?: number
}

const sum = new SketchSum()

/**
 * Remembers what the calls of each operation are like: the last two hours minute by minute, what was
 * usual at each hour of the week, and some trace ids. Memory is bounded by the number of operations:
 * at most 64 MB of minutes, 11 KB of baseline and 0.5 KB of the rest for each of 2,000.
 */
export class RememberedOperations implements SpanSink {
  readonly table: OperationTable
  readonly ring = new MinuteRing(KEPT_MINUTES, MOST_MINUTE_BYTES)
  readonly exemplars: Exemplars
  readonly totals: OperationTotals
  /** `BASELINE_LENGTH` numbers an operation; workers read it. Untouched pages cost nothing. */
  readonly bank: SharedArrayBuffer
  #minute = -1
  readonly #now: () => number
  readonly #baselines: Float32Array
  /** Operations that have a baseline worth keeping, and those that have learned since it was kept. */
  readonly #learned = new Set<number>()
  #unsaved = new Set<number>()
  /** Baselines of operations that the store knows and that have not been called since the start. */
  readonly #stored = new Map<string, Uint8Array>()
  /** The first minute that was listened to from its beginning, and the next hour to learn. */
  readonly since: number
  #hour: number

  constructor({ now, operations = MOST_OPERATIONS }: RememberedOptions) {
    this.#now = now
    const numbers = operations + 1
    this.table = new OperationTable(operations, {
      forget: (number) => this.#forget(number),
      begin: (number) => this.#recall(number),
    })
    this.exemplars = new Exemplars(numbers)
    this.totals = new OperationTotals(numbers)
    this.bank = new SharedArrayBuffer(numbers * BASELINE_LENGTH * 4)
    this.#baselines = new Float32Array(this.bank)
    this.since = Math.ceil(now() / 60)
    this.#hour = Math.floor(this.since / 60)
    this.ring.advance(Math.floor(now() / 60))
  }

  /** Takes up what `unsaved` gave, before the first spans come. */
  restore(stored: readonly StoredOperation[]): void {
    for (const { id, bytes } of stored) this.#stored.set(id, bytes)
  }

  take(spans: ReceivedSpans): void {
    const now = this.#now()
    this.advance(now)
    const numbers = numberRows(spans, this.table, now)
    const { length, timestamp, durationMs, failed } = spans
    let minute = -1
    let open = undefined as ReturnType<MinuteRing['openAt']>
    for (let row = 0; row < length; row++) {
      const ms = durationMs[row]!
      const end = timestamp[row]! + ms / 1000
      const own = Math.floor(end / 60)
      const operation = numbers[row]!
      if (own !== minute || open === undefined) {
        open = this.ring.openAt(own)
        minute = own
      }
      this.totals.add(operation, ms, failed[row]!)
      if (open === undefined) continue
      open.add(operation, ms, failed[row]!)
      const entry = this.table.known[operation]!
      if (end > entry.lastSeen) entry.lastSeen = end
      this.exemplars.consider(spans, row, { operation, end })
    }
  }

  /** Lets time pass up to `now` (unix seconds): packs minutes, learns hours that are over. */
  advance(now: number): void {
    const minute = Math.floor(now / 60)
    const before = this.#minute
    if (minute === before) return
    this.#minute = minute
    this.ring.advance(minute)
    this.#classByNewest(minute)
    while ((this.#hour + 1) * 60 + CLOSED_AFTER_MINUTES <= minute) this.#learn(this.#hour++)
  }

  /** The operation's baseline, to be read. */
  baselineOf(operation: number): Baseline {
    return this.#baselines.subarray(operation * BASELINE_LENGTH, (operation + 1) * BASELINE_LENGTH)
  }

  hasBaseline(operation: number): boolean {
    return this.#learned.has(operation)
  }

  /** The operations that have learned since they were last handed out, to be stored. */
  unsaved(): StoredOperation[] {
    const numbers = this.#unsaved
    this.#unsaved = new Set()
    return [...numbers].map((number) => {
      const { id, service, operation, lastSeen } = this.table.known[number]!
      return {
        id,
        service,
        operation,
        seen: lastSeen,
        bytes: encodeBaseline(this.baselineOf(number)),
      }
    })
  }

  /** What was handed out could not be stored. */
  keepUnsaved(operations: readonly StoredOperation[]): void {
    for (const { service, operation } of operations) {
      const number = this.table.numberOf(service, operation)
      if (number !== undefined) this.#unsaved.add(number)
    }
  }

  #learn(hour: number): void {
    const minutes = this.ring.between(Math.max(hour * 60, this.since), (hour + 1) * 60)
    if (minutes.length === 0) return
    // A minute without any call of anybody was none that we listened to.
    for (let number = 1; number < this.table.known.length; number++) {
      const told = hourOfCalls(hour, minutes, number)
      if (!told) continue
      learnHour(this.baselineOf(number), told)
      this.#learned.add(number)
      this.#unsaved.add(number)
    }
  }

  #classByNewest(minute: number): void {
    const minutes = this.ring.between(minute - CLASSED_BY_MINUTES, minute)
    for (let number = 0; number < this.table.known.length; number++) {
      sumOf(minutes, number)
      if (sum.total < CALLS_TO_CLASS) continue
      this.exemplars.setQuantiles(
        number,
        [0.5, 0.95, 0.99].map((p) => sum.quantile(p)),
      )
    }
  }

  #recall(number: number): void {
    const { id } = this.table.known[number]!
    const bytes = this.#stored.get(id)
    if (!bytes) return
    this.#stored.delete(id)
    if (loadBaseline(bytes, this.baselineOf(number))) this.#learned.add(number)
  }

  #forget(number: number): void {
    if (this.#learned.has(number) && this.#stored.size < MOST_STORED)
      this.#stored.set(this.table.known[number]!.id, encodeBaseline(this.baselineOf(number)))
    this.baselineOf(number).fill(0)
    this.#learned.delete(number)
    this.#unsaved.delete(number)
    this.exemplars.forget(number)
    this.totals.forget(number)
  }
}

function sumOf(minutes: readonly MinuteCounts[], operation: number): void {
  sum.clear()
  for (const minute of minutes) addDurations(sum, minute, operation)
}
