import { setImmediate } from 'node:timers/promises'

/** How long others wait at most, unless one step takes longer. */
const TURN_MS = 10

/** Runs steps to their end on this thread; every few milliseconds the event loop turns. */
export async function inTurns<T>(steps: Generator<undefined, T>): Promise<T> {
  let began = performance.now()
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    if (performance.now() - began > TURN_MS) {
      await setImmediate()
      began = performance.now()
    }
  }
}
