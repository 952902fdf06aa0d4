import { expect, it } from 'vitest'

import { RememberedOperations } from './remembered-operations.ts'
import { receivedSpans } from './spans.fixture.ts'

const START = 1_763_942_400

it('puts late spans into their minute for five minutes, and counts older ones', () => {
  let now = START
  const remembered = new RememberedOperations({ now: () => now })
  now = START + 6 * 60 + 10
  const minute = Math.floor(now / 60)
  remembered.take(
    receivedSpans([
      { start: now - 1, ms: 500 },
      { start: now - 5 * 60, ms: 500 },
      { start: now - 6 * 60 - 20, ms: 500 },
      { start: now + 3600, ms: 500 },
      // It counts when it ends: began long ago, and is not late.
      { start: now - 3600, ms: 3_600_000 },
    ]),
  )
  expect([remembered.ring.late, remembered.ring.early]).toEqual([1, 1])
  const minutes = remembered.ring.between(minute - 10, minute + 1)
  expect(minutes.map((one) => [one.minute - minute, one.calls[1]])).toEqual([
    [-5, 1],
    [0, 2],
  ])
  // What came late was still a call.
  expect(remembered.totals.of(1).calls).toBe(5)
})

it('counts what is beyond its bounds as one, and gives numbers away that nobody uses', () => {
  let now = START
  const remembered = new RememberedOperations({ now: () => now, operations: 3 })
  const calls = (names: readonly string[]) =>
    remembered.take(receivedSpans(names.map((operation) => ({ operation, start: now, ms: 1 }))))
  calls(['a', 'b', 'c', 'd', 'e'])
  const names = () => remembered.table.known.map(({ operation }) => operation)
  expect(names()).toEqual(['__other__', 'a', 'b', 'c'])
  expect(remembered.totals.of(0).calls).toBe(2)
  now += 2 * 3600
  calls(['a', 'c'])
  now += 2 * 3600
  calls(['d', 'e'])
  expect(names()).toEqual(['__other__', 'a', 'd', 'c'])
  expect(remembered.totals.of(2).calls).toBe(1)
  expect(remembered.totals.of(0).calls).toBe(3)
})

it('counts a duration up to and including the bound in its bucket', () => {
  const remembered = new RememberedOperations({ now: () => START })
  const durations = [0, 5, 5.0001, 100, 99.9, 10_000, 10_001]
  remembered.take(receivedSpans(durations.map((ms) => ({ start: START, ms }))))
  const { buckets, sumSeconds } = remembered.totals.of(1)
  expect([...buckets]).toEqual([2, 1, 0, 0, 2, 0, 0, 0, 0, 0, 1, 1])
  expect(sumSeconds).toBeCloseTo(20.2109, 4)
})
