import { describe, expect, it } from 'vitest'

import { aFinding, anIncident, aSignal } from '../../../test/findings.ts'
import { AlertBudget } from './alert-budget.ts'

const HOUR = 3600
const WEEK = 604_800
const live = Array.from({ length: 500 }, (_, i) => aSignal({ id: `s${i}` }))
const watched = { step: 60, signals: () => live }
const signalOf = () => aSignal()

function group(id: string, start: number, alert_score: number) {
  return anIncident({ id, start, findings: [aFinding({ start, alert_score })] })
}

/** A fortnight with a group each three hours, all of the same score. */
function fortnight(alert_score: number): AlertBudget {
  const budget = new AlertBudget(3)
  for (let now = 0; now <= 2 * WEEK; now += HOUR) {
    budget.passTo(now, watched)
    if (now % (3 * HOUR) !== 0) continue
    budget.isPage(group(`g${now}`, now, alert_score), signalOf)
    budget.settle(`g${now}`)
  }
  return budget
}

it('tells what is rarer than what there is, and not what there is', () => {
  const budget = fortnight(0.53)
  expect(budget.isPage(group('usual', 2 * WEEK, 0.53), signalOf)).toBe(false)
  expect(budget.isPage(group('rare', 2 * WEEK, 0.8), signalOf)).toBe(true)
})

it('asks for less when more is accepted', () => {
  const budget = fortnight(0.53)
  budget.setBudget(100)
  budget.passTo(2 * WEEK + 60, watched)
  expect(budget.isPage(group('usual', 2 * WEEK, 0.53), signalOf)).toBe(true)
})

it('knows the same after a restart', () => {
  const before = fortnight(0.53)
  const after = new AlertBudget(3)
  after.restore(before.encode())
  after.passTo(2 * WEEK, watched)
  expect(after.figures).toEqual(before.figures)
})

it('counts pages a week', () => {
  const budget = new AlertBudget(3)
  expect(budget.figures).toEqual({ budget: 3, expected: null, realised: null })
  budget.passTo(0, watched)
  budget.notePages(2)
  expect(budget.figures.realised).toBeNull()
  budget.passTo(WEEK, watched)
  // A week's 16 % of forgetting: two pages count 1.68.
  expect(budget.figures.realised).toBeCloseTo(2 * 2 ** -0.25, 6)
})

describe('a storm', () => {
  /** Thirty groups within an hour, of which so many are told. */
  function storm(budget: AlertBudget, alert_score: number): boolean[] {
    return Array.from({ length: 30 }, (_, i) =>
      budget.isPage(group(`storm${i}`, 2 * WEEK + 60 * i, alert_score), signalOf),
    )
  }

  it('is told at its beginning, and then only where it is worse', () => {
    const budget = fortnight(0.53)
    const told = storm(budget, 0.58)
    expect(told[0]).toBe(true)
    expect(told.at(-1)).toBe(false)
    expect(budget.isPage(group('worse', 2 * WEEK + 1800, 0.95), signalOf)).toBe(true)
  })

  it('counts as one matter', () => {
    const [once, often] = [fortnight(0.53), fortnight(0.53)]
    storm(often, 0.9)
    for (let i = 0; i < 30; i++) often.settle(`storm${i}`)
    for (const budget of [once, often]) budget.passTo(2 * WEEK + 2 * HOUR, watched)
    for (const budget of [once, often])
      expect(budget.isPage(group('next', 2 * WEEK + 9 * HOUR, 0.65), signalOf)).toBe(true)
  })
})
