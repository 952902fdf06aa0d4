import type { Samples } from '../../forecast/ledger/relief.ts'
import { dueAt, settlementOf } from '../../forecast/ledger/settle.ts'
import type { Statement } from '../../model/ledger.ts'
import type { Prediction } from '../../model/prediction.ts'

/** Samples may be late by this much before an outcome is given up as unknown. */
const GRACE_SECONDS = 3600
/** Samples of a signal that crosses its limit again and again are at least so far apart. */
const SAMPLE_SECONDS = 3600

/**
 * The statements that wait for their outcome, and those that were averted and could still come true:
 * one sample a signal and horizon, and one opening a prediction. Bounded by the signals that have a
 * limit and recent samples, 2,000 at most.
 */
export class Ledger {
  /** By signal id. */
  readonly #waiting = new Map<string, Statement[]>()
  /** Unix seconds of each signal's last sample. */
  readonly #sampled = new Map<string, number>()
  /** Unix seconds since when outcomes could be seen. */
  #since = Infinity

  load(statements: readonly Statement[]): void {
    for (const statement of statements) this.add(statement)
  }

  add(statement: Statement): void {
    const { signal, occasion, made_at } = statement
    const waiting = this.#waiting.get(signal) ?? []
    this.#waiting.set(signal, [...waiting.filter(({ id }) => id !== statement.id), statement])
    if (occasion === 'sample') this.#sampled.set(signal, made_at)
  }

  /** Whether it is the signal's turn to be sampled at `now`. */
  isDue(signal: string, horizonSeconds: number, now: number): boolean {
    const apart = Math.min(SAMPLE_SECONDS, horizonSeconds)
    if (now < (this.#sampled.get(signal) ?? -Infinity) + apart) return false
    return !this.#has(signal, ({ occasion, horizon_seconds }) => {
      return occasion === 'sample' && horizon_seconds === horizonSeconds
    })
  }

  /** Whether something that was worth saying and was not told waits for its outcome. */
  hasUntold(signal: string): boolean {
    return this.#has(signal, ({ occasion, prediction }) => {
      return occasion === 'opening' && prediction === null
    })
  }

  /** What was said when a prediction was first told; undefined once its outcome is known. */
  openingOf({ id, signal }: Pick<Prediction, 'id' | 'signal'>): Statement | undefined {
    const waiting = this.#waiting.get(signal) ?? []
    return waiting.find((one) => one.prediction === id && one.outcome === 'pending')
  }

  /** Takes in the samples of a signal; answers the statements whose outcome they tell. */
  settle(signal: string, samples: Samples): Statement[] {
    const settled = (this.#waiting.get(signal) ?? []).flatMap((statement) => {
      const settlement = settlementOf(statement, samples)
      if (!settlement) return []
      return [{ ...statement, outcome: settlement.outcome, settled_at: settlement.at }]
    })
    for (const statement of settled) this.#replace(statement)
    return settled
  }

  /** The outcomes that nobody will ever know: no samples came for an hour after they should have. */
  giveUp(now: number): Statement[] {
    this.#since = Math.min(this.#since, now)
    const unknown: Statement[] = []
    for (const statement of [...this.#waiting.values()].flat()) {
      const due = dueAt(statement)
      if (now < Math.max(due, this.#since) + GRACE_SECONDS) continue
      const given: Statement = { ...statement, outcome: 'unknown', settled_at: now }
      if (statement.outcome === 'pending') unknown.push(given)
      this.#drop(statement)
    }
    for (const [signal, at] of this.#sampled)
      if (at < now - SAMPLE_SECONDS) this.#sampled.delete(signal)
    return unknown
  }

  #has(signal: string, isMeant: (statement: Statement) => boolean): boolean {
    const waiting = this.#waiting.get(signal) ?? []
    return waiting.some((one) => one.outcome === 'pending' && isMeant(one))
  }

  /** What was averted stays until its horizon ends. */
  #replace(statement: Statement): void {
    if (statement.outcome === 'averted') this.add(statement)
    else this.#drop(statement)
  }

  #drop({ id, signal }: Statement): void {
    const rest = (this.#waiting.get(signal) ?? []).filter((one) => one.id !== id)
    if (rest.length > 0) this.#waiting.set(signal, rest)
    else this.#waiting.delete(signal)
  }
}
