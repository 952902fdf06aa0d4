import { describe, expect, it } from 'vitest'

import { createRandom } from '../../math/random.ts'
import { History } from './history.ts'
import { HIGHEST_BAR, solveBars } from './solve.ts'
import { classOf, CLASSES, isLifelessClass } from './weight.ts'

const WEEK = 604_800
const STEP = 60
const DURATION = classOf('duration', false)
const ERRORS = classOf('errors', false)

/** So many signals of durations and of errors. */
function watched(durations: number, errors = 0): Float64Array {
  const signals = new Float64Array(CLASSES.length)
  for (const lifeless of [false, true]) {
    signals[classOf('duration', lifeless)] = durations
    signals[classOf('errors', lifeless)] = errors
  }
  return signals
}

/** Two weeks in which groups came with evidence of a Pareto tail: ln(evidence) has this mean. */
function history(
  signals: Float64Array,
  groups: readonly { kind: number; count: number; spread: number }[],
): History {
  const random = createRandom(11)
  const made = new History()
  made.passTo(0, signals)
  made.passTo(2 * WEEK, signals)
  for (const { kind, count, spread } of groups)
    for (let i = 0; i < count; i++) made.count({ kind, evidence: (1 - random()) ** -spread }, 1)
  return made
}

function solve(signals: Float64Array, known: History, budget = 3) {
  return solveBars({ history: known, signals, step: STEP, budget })
}

describe('without history', () => {
  it('tells everything where chance stays within the budget', () => {
    // By hand: ten signals a minute are 100,800 rows a week, 1.7 groups by chance at the lowest bar.
    const { bars, expected } = solve(watched(10), new History())
    expect(bars[DURATION]).toBe(1)
    expect(expected).toBeGreaterThan(1.6)
    expect(expected).toBeLessThan(2)
  })

  it('asks for more the more signals there are', () => {
    const [few, many] = [1000, 10_000].map((count) => solve(watched(count), new History()))
    expect(few!.bars[DURATION]).toBeGreaterThan(1.2)
    expect(many!.bars[DURATION]).toBeGreaterThan(few!.bars[DURATION]!)
    expect(few!.expected).toBeCloseTo(3, 6)
  })

  it('tells a silence at once', () => {
    // A silence has an alert score of 0.6: its evidence is -log2(0.4).
    const { bars } = solve(watched(100), new History())
    expect(bars[classOf('duration', true)]).toBeLessThan(-Math.log2(0.4))
  })
})

describe('with history', () => {
  const signals = watched(200)

  it.each([1, 3, 10])('lets through about %d a week of groups like those that were', (budget) => {
    const spread = 0.3
    const { bars } = solve(
      signals,
      history(signals, [{ kind: DURATION, count: 200, spread }]),
      budget,
    )
    // 100 groups a week, of which bar ** (-1 / spread) are over the bar.
    const over = 100 * bars[DURATION]! ** (-1 / spread)
    expect(over).toBeGreaterThan(budget / 1.6)
    expect(over).toBeLessThan(budget * 1.6)
  })

  it('asks more of a class that is louder', () => {
    const both = watched(100, 100)
    const { bars } = solve(
      both,
      history(both, [
        { kind: DURATION, count: 20, spread: 0.1 },
        { kind: ERRORS, count: 200, spread: 0.4 },
      ]),
    )
    expect(bars[ERRORS]).toBeGreaterThan(1.3 * bars[DURATION]!)
  })

  it('hardly minds a few incidents that were true, however large', () => {
    const quiet = history(signals, [{ kind: DURATION, count: 60, spread: 0.15 }])
    const before = solve(signals, quiet).bars[DURATION]!
    for (let i = 0; i < 6; i++) quiet.count({ kind: DURATION, evidence: 60 }, 1)
    expect(solve(signals, quiet).bars[DURATION]! / before).toBeLessThan(1.1)
  })

  it('follows what there was where many large groups belie the fit', () => {
    const noisy = history(signals, [{ kind: DURATION, count: 60, spread: 0.1 }])
    for (let i = 0; i < 30; i++) noisy.count({ kind: DURATION, evidence: 3 + i / 10 }, 1)
    // Accepted are 2 · 3 a week of two weeks, and three more: 15 of the 30.
    expect(solve(signals, noisy).bars[DURATION]).toBeGreaterThan(4)
  })

  it('never asks for more than anything that is no chance', () => {
    const worst = history(signals, [])
    for (let i = 0; i < 5000; i++) worst.count({ kind: DURATION, evidence: 50 }, 1)
    expect(solve(signals, worst, 1).bars[DURATION]).toBe(HIGHEST_BAR)
  })

  it('keeps silence for what it is worth where things vanish all the time', () => {
    const silence = classOf('duration', true)
    const churning = history(signals, [{ kind: silence, count: 400, spread: 0.2 }])
    const { bars } = solve(signals, churning)
    expect(bars[silence]).toBeGreaterThan(1.4)
    expect(isLifelessClass(silence)).toBe(true)
  })
})
