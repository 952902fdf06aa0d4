import type { Clock } from './clock.ts'

/** First and longest wait between tries. */
const RETRY_SECONDS = { first: 1, longest: 30 }

export interface Tries {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Told of each failure, and after how many seconds the next try is made. */
  readonly onFailure: (error: unknown, wait: number) => void
}

/** Tries until it succeeds, or until it is called off: a Prometheus that is not there yet will be. */
export async function untilDone(attempt: () => Promise<void>, tries: Tries): Promise<void> {
  const { clock, signal, onFailure } = tries
  let wait = RETRY_SECONDS.first
  while (!signal.aborted) {
    try {
      return await attempt()
    } catch (error) {
      onFailure(error, wait)
      await clock.wait(wait, signal)
      wait = Math.min(RETRY_SECONDS.longest, wait * 2)
    }
  }
}
