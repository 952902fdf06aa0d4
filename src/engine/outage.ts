import { messageOf, RootOpsError } from '../errors.ts'

/** So many failures on end without an answer: the source is down, not a query too heavy for it. */
const FAILURES = 3

/**
 * Notices that the source has gone while a round of questions is asked, and calls off those still
 * waiting: a Prometheus that hangs would let each of them wait for its timeout, one after the other.
 */
export class Outage {
  readonly #called = new AbortController()
  #onEnd = 0
  #reason: string | undefined

  get signal(): AbortSignal {
    return this.#called.signal
  }

  noteAnswer(): void {
    this.#onEnd = 0
  }

  /** Takes a failure and answers what to tell of it. */
  noteFailure(error: unknown): string {
    const told = messageOf(error)
    if (this.#reason !== undefined) return this.#reason
    const isGone = error instanceof RootOpsError && error.code === 'SOURCE_UNAVAILABLE'
    this.#onEnd = isGone ? this.#onEnd + 1 : 0
    if (this.#onEnd === FAILURES) {
      this.#reason = told
      this.#called.abort()
    }
    return told
  }
}
