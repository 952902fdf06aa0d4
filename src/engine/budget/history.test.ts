import { expect, it } from 'vitest'

import { History } from './history.ts'
import { CLASSES } from './weight.ts'

const WEEK = 604_800
const signals = new Float64Array(CLASSES.length).fill(10)

it('counts weeks and signal-weeks as time passes, and forgets half in four weeks', () => {
  const history = new History()
  history.passTo(1000, signals)
  expect(history.weeks).toBe(0)
  history.passTo(1000 + WEEK, signals)
  expect(history.weeks).toBe(1)
  expect(history.signalWeeks(3)).toBe(10)
  history.count({ kind: 3, evidence: 2 }, 1)
  history.countPages(4)
  history.passTo(1000 + 5 * WEEK, new Float64Array(CLASSES.length))
  expect(history.signalWeeks(3)).toBeCloseTo(5, 12)
  expect(history.groups).toBeCloseTo(0.5, 12)
  expect(history.pages).toBeCloseTo(2, 12)
  // Half of the first week is forgotten, and four more were watched.
  expect(history.weeks).toBeCloseTo(4.5, 12)
})

it('does not count time twice that goes backwards', () => {
  const history = new History()
  history.passTo(WEEK, signals)
  history.passTo(0, signals)
  history.passTo(WEEK, signals)
  expect(history.weeks).toBe(0)
})

it('puts evidence where it belongs, however large or small', () => {
  const history = new History()
  for (const evidence of [0.2, 1, 2, 1e9]) history.count({ kind: 0, evidence }, 1)
  const bins = history.groupsOf(0)
  // The sixteenth bin begins at 2.
  expect([bins[0], bins[16], bins.at(-1)]).toEqual([2, 1, 1])
})

it('goes on from what was stored, and not from what it cannot read', () => {
  const history = new History()
  history.passTo(0, signals)
  history.passTo(WEEK, signals)
  history.count({ kind: 5, evidence: 3 }, 0.5)
  const again = new History()
  again.restore(history.encode())
  expect(again.encode()).toEqual(history.encode())
  const anew = new History()
  anew.restore(history.encode().subarray(8))
  const other = history.encode()
  other[6] = 64
  anew.restore(other)
  expect(anew.weeks).toBe(0)
})
