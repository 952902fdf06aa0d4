import { kinOf } from '../discover/kin.ts'
import type { Signal } from '../model/signal.ts'

/** Given-up signals whose knowledge is kept for their return: at 4 KB each some 4 MB. */
const MAX_KEPT = 1000

/** Who is whose sibling, and what is still known of signals that were given up. */
export class Siblings {
  /** Bounded by `#capacity`: begun anew when churn has filled it. */
  readonly #numbers = new Map<string, number>()
  /** By slot; a slot has another signal when its last one was given up. */
  readonly #known: { readonly signal: Signal; readonly kin: number }[] = []
  readonly #kept = new Map<string, Uint8Array>()
  readonly #capacity: number
  #next = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** For each of the slots a number that siblings share. */
  kinOf(slots: Uint32Array, signals: readonly Signal[]): Uint32Array {
    return slots.map((slot) => {
      const signal = signals[slot]!
      const known = this.#known[slot]
      if (known?.signal === signal) return known.kin
      const kin = this.#numberOf(signal)
      this.#known[slot] = { signal, kin }
      return kin
    })
  }

  #numberOf(signal: Signal): number {
    const key = kinOf(signal)
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    if (this.#numbers.size > 2 * this.#capacity) {
      this.#numbers.clear()
      this.#known.length = 0
    }
    this.#numbers.set(key, this.#next)
    return this.#next++
  }

  /** Keeps what was known of a signal that is given up, encoded; what was kept longest goes. */
  keep(signalId: string, bytes: Uint8Array): void {
    this.#kept.delete(signalId)
    this.#kept.set(signalId, bytes)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest)
  }

  /** What is kept of those of the slots that are back. */
  earlier(slots: Uint32Array, signals: readonly Signal[]): { slot: number; bytes: Uint8Array }[] {
    if (this.#kept.size === 0) return []
    return [...slots].flatMap((slot) => {
      const bytes = this.#kept.get(signals[slot]!.id)
      return bytes ? [{ slot, bytes }] : []
    })
  }

  forget(signalId: string): void {
    this.#kept.delete(signalId)
  }
}
