/** The only clock below the commands: everything deeper is handed the time. */
export interface Clock {
  /** Unix seconds. */
  now(): number
  /** Resolves after so many seconds, or at once when the signal aborts. */
  wait(seconds: number, signal: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now() / 1000,
  wait: (seconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const done = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, seconds * 1000)
      signal.addEventListener('abort', done)
    }),
}
