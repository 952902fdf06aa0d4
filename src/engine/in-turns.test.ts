import { setImmediate } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'

import { inTurns } from './in-turns.ts'

function* countTo(end: number): Generator<undefined, number> {
  let count = 0
  while (count < end) {
    count++
    yield
  }
  return count
}

function* broken(): Generator<undefined, never> {
  yield
  throw new Error('broken')
}

test('answers what the steps end with', async () => {
  expect(await inTurns(countTo(1000))).toBe(1000)
})

test('lets others have a turn when the steps take long, and not after each of them', async () => {
  let milliseconds = 0
  // Each look at the clock, one a step and one a turn, costs a millisecond.
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => milliseconds++)
  let turns = 0
  const over = new AbortController()
  const others = (async () => {
    while (!over.signal.aborted) {
      await setImmediate()
      turns++
    }
  })()
  await inTurns(countTo(100))
  over.abort()
  await others
  clock.mockRestore()
  expect(turns).toBeGreaterThan(4)
  expect(turns).toBeLessThan(20)
})

test('passes on what a step throws', async () => {
  await expect(inTurns(broken())).rejects.toThrow('broken')
})
