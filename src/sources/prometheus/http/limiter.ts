/** Lets at most `limit` tasks run at once; the others wait in line, first come, first served. */
export interface Limiter {
  /** Runs the task when there is room; rejects with the signal's reason if it aborts before. */
  run<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T>
}

export function createLimiter(limit: number): Limiter {
  let running = 0
  // Bounded by the callers: one entry is one promise that somebody awaits.
  const waiting = new Set<() => void>()

  function turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(enter)
        reject(signal.reason as Error)
      }
      const enter = (): void => {
        waiting.delete(enter)
        signal.removeEventListener('abort', leave)
        resolve()
      }
      waiting.add(enter)
      signal.addEventListener('abort', leave, { once: true })
    })
  }

  return {
    async run(signal, task) {
      signal.throwIfAborted()
      if (running < limit) running++
      else await turn(signal)
      try {
        return await task()
      } finally {
        // The place goes straight to the next in line, so nobody can slip in between.
        const [next] = waiting
        if (next) next()
        else running--
      }
    },
  }
}
