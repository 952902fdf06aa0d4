import type { Outcome } from './outcome.ts'

export interface RetryOptions {
  readonly retries: number
  /** In [0, 1). */
  readonly random: () => number
  readonly sleep: (seconds: number, signal: AbortSignal) => Promise<void>
}

const FIRST_PAUSE = 0.5
const LONGEST_PAUSE = 10
/** A server that asks for more than this is left alone; the caller hears it and may come back. */
const LONGEST_WISH = 30

/**
 * Tries until it works, the failure is final, or the retries are used up. Pauses double and are
 * drawn between half and all of that, so that many clients do not come back at the same moment.
 */
export async function retrying<T>(
  attempt: () => Promise<Outcome<T>>,
  options: RetryOptions,
  signal: AbortSignal,
): Promise<Outcome<T>> {
  for (let tried = 0; ; tried++) {
    const outcome = await attempt()
    if (outcome.ok || !outcome.retry || tried >= options.retries) return outcome
    const wish = outcome.retryAfter ?? 0
    if (wish > LONGEST_WISH) return outcome
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** tried) * (0.5 + options.random() / 2)
    await options.sleep(Math.max(wish, pause), signal)
  }
}

/** Seconds to wait, from a Retry-After header: a number or an HTTP date. `now` in unix seconds. */
export function retryAfterSeconds(header: string, now: number): number | undefined {
  if (/^\d+$/.test(header)) return Number(header)
  const date = Date.parse(header) / 1000
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
