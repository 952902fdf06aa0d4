import { signalOf } from '../discover/signal.ts'
import type { Labels } from '../model/series.ts'
import type { Limit, Query, Signal } from '../model/signal.ts'

/** A query under watch: which of its series is which signal, and how far it has been judged. */
export interface WatchedQuery {
  readonly query: Query
  /** Slots of its signals, in the order in which they were first seen. */
  readonly slots: number[]
  /** Unix seconds of the newest grid time that went into the detectors; undefined before any. */
  judgedUntil: number | undefined
  /** Why the last ask failed; undefined when it did not. */
  failure: string | undefined
}

/**
 * Gives every signal a slot, a small integer that columns elsewhere are indexed by. Bounded by
 * `capacity`: a series beyond it is counted and not watched.
 */
export class SignalTable {
  readonly capacity: number
  readonly signals: Signal[] = []
  /** Slots whose signal is gone for good; the next new signals take them. */
  readonly #free: number[] = []
  readonly #slotOfId = new Map<string, number>()
  /** Saves hashing a series' labels in every cycle; as many entries as series were ever answered. */
  readonly #slotOfLabels = new Map<string, number | undefined>()
  /** The list of slots that a slot is in: that of its query. */
  readonly #listOfSlot: (readonly number[] | undefined)[] = []
  #refused = new Set<string>()

  constructor(capacity: number) {
    this.capacity = capacity
  }

  get refused(): number {
    return this.#refused.size
  }

  /** Whether the slot has a signal: one that was retired has none until another takes the slot. */
  isLive(slot: number): boolean {
    return this.#slotOfId.get(this.signals[slot]!.id) === slot
  }

  /** The signals under watch. */
  get live(): Signal[] {
    return this.signals.filter((_, slot) => this.isLive(slot))
  }

  /** Gives the slot up: its series has not been seen for so long that it will not come back. */
  retire(slot: number): void {
    this.#slotOfId.delete(this.signals[slot]!.id)
    this.#slotOfLabels.clear()
    this.#listOfSlot[slot] = undefined
    this.#free.push(slot)
  }

  /** Gives the signals another limit, or none. */
  relimit(slots: readonly number[], limit: Limit | undefined): void {
    for (const slot of slots) {
      const { limit: _, ...signal } = this.signals[slot]!
      this.signals[slot] = limit === undefined ? signal : { ...signal, limit }
    }
  }

  slotOf(signalId: string): number | undefined {
    return this.#slotOfId.get(signalId)
  }

  /** The slot of the signal that a series of the query is; undefined when the table is full. */
  slotOfSeries({ query, slots }: WatchedQuery, labels: Labels): number | undefined {
    const key = `${query.id}\0${labelsKey(labels)}`
    if (this.#slotOfLabels.has(key)) return this.#slotOfLabels.get(key)
    const signal = signalOf(query, labels)
    const slot = this.#slotOfId.get(signal.id) ?? this.#add(signal)
    if (slot !== undefined && this.#listOfSlot[slot] !== slots) {
      this.#listOfSlot[slot] = slots
      slots.push(slot)
    }
    // Churn (a label we do not fold) must not fill the memory: forget, and hash again.
    if (this.#slotOfLabels.size > 4 * this.capacity + 1000) this.#slotOfLabels.clear()
    this.#slotOfLabels.set(key, slot)
    return slot
  }

  #add(signal: Signal): number | undefined {
    const free = this.#free.pop()
    if (free !== undefined) {
      this.signals[free] = signal
      this.#slotOfId.set(signal.id, free)
      return free
    }
    if (this.signals.length >= this.capacity) {
      if (this.#refused.size < this.capacity) this.#refused.add(signal.id)
      return undefined
    }
    this.#slotOfId.set(signal.id, this.signals.length)
    return this.signals.push(signal) - 1
  }
}

/** Equal for equal label sets, whatever their order. */
export function labelsKey(labels: Labels): string {
  return Object.keys(labels)
    .sort()
    .map((name) => `${name}\0${labels[name]}`)
    .join('\0')
}
