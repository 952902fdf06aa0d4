import { describe, expect, it, test } from 'vitest'

import { BURN_RULES, ratioToSpeak } from './burn-rules.ts'
import type { Counts } from './counts.ts'
import { burnRates, burningSince, judgeBurn } from './judge-burn.ts'
import { service, until } from './service.fixture.ts'

const MONTH = 30 * 86_400
const promised = { objective: 0.999, windowSeconds: MONTH }
const THREE_DAYS = 864

function countsOf(rows: readonly (readonly [errors: number, total: number])[]): Counts {
  return {
    step: 300,
    end: rows.length * 300,
    errors: Float64Array.from(rows, ([errors]) => errors),
    total: Float64Array.from(rows, ([, total]) => total),
  }
}

const quiet = (stretches: number, total = 0) =>
  Array.from({ length: stretches }, () => [0, total] as const)

describe('the ratio from which a rule speaks', () => {
  const at = (objective: number, windowSeconds = MONTH) =>
    BURN_RULES.map((rule) => Number(ratioToSpeak(rule, { objective, windowSeconds }).toFixed(6)))

  it("is the workbook's for 30 days", () => {
    expect(at(0.999)).toEqual([0.0144, 0.006, 0.003, 0.001])
  })

  it('stands for the same share of the budget of another window', () => {
    expect(at(0.999, 28 * 86_400)).toEqual([0.01344, 0.0056, 0.0028, 0.001])
    expect(at(0.999, 7 * 86_400)).toEqual([0.00336, 0.0014, 0.001, 0.001])
  })

  it('can be reached where little is promised', () => {
    expect(at(0.9)).toEqual([0.55, 0.55, 0.3, 0.1])
  })
})

describe('few events', () => {
  it('one error of three requests does not page', () => {
    expect(judgeBurn(countsOf([...quiet(800), [1, 3]]), promised)).toBeUndefined()
  })

  it('a client that tries again three times does not page', () => {
    expect(judgeBurn(countsOf([...quiet(800), [4, 6]]), promised)).toBeUndefined()
  })

  it('a service of ten requests an hour that fails altogether does', () => {
    const down = Array.from(
      { length: 12 },
      (_, i) => [i % 6 === 5 ? 5 : 0, i % 6 === 5 ? 5 : 0] as const,
    )
    const burn = judgeBurn(countsOf([...quiet(800, 1), ...down]), promised)
    expect(burn?.rule.severity).toBe('page')
    expect(burn?.ratio).toBe(1)
  })

  it('says nothing before half of the long window is there', () => {
    expect(judgeBurn(countsOf([[50, 100]]), promised)).toBeUndefined()
    expect(
      judgeBurn(countsOf(Array.from({ length: 6 }, () => [50, 100] as const)), promised),
    ).toBeDefined()
  })
})

test('a burn that is over pages no longer, and soon is no ticket either', () => {
  const rows = [...quiet(800, 3000), ...Array.from({ length: 12 }, () => [300, 3000] as const)]
  expect(judgeBurn(countsOf(rows), promised)?.rule.factor).toBe(14.4)
  const after = (stretches: number) =>
    judgeBurn(countsOf([...rows, ...quiet(stretches, 3000)]), promised)
  expect(after(7)?.rule.severity).toBe('ticket')
  expect(after(80)).toBeUndefined()
})

test('a gap is no event', () => {
  const rows = [...quiet(800, 3000), ...Array.from({ length: 6 }, () => [NaN, NaN] as const)]
  const burns = [...rows, ...Array.from({ length: 6 }, () => [300, 3000] as const)]
  expect(judgeBurn(countsOf(burns), promised)?.ratio).toBeCloseTo(0.1)
})

test('burn rates of every window', () => {
  const rows = [...quiet(6, 1000), ...Array.from({ length: 6 }, () => [10, 1000] as const)]
  const rates = burnRates(countsOf(rows), promised)
  expect([...rates.keys()]).toEqual([300, 1800, 3600, 7200, 21_600, 86_400, 259_200])
  expect(rates.get(1800)).toBeCloseTo(10)
  expect(rates.get(3600)).toBeCloseTo(5)
  expect(burnRates(countsOf(quiet(3)), promised).get(300)).toBeNaN()
})

test('the start of a burn is found to the stretch', () => {
  const rows = [...quiet(500, 1000), ...Array.from({ length: 40 }, () => [12, 1000] as const)]
  expect(burningSince(countsOf(rows), 0.006)).toBe(500 * 300)
})

describe('a simulated service', () => {
  /** Minutes after the start at which it is first told, looking each five minutes. */
  function toldAfter(burn: number, hours: number, seed: number) {
    const start = 100
    const world = service({
      hours: start + hours,
      incidents: [{ start, hours, ratio: burn * 0.001 }],
      seed,
    })
    for (let minute = 5; minute <= hours * 60; minute += 5) {
      const told = judgeBurn(until(world, start + minute / 60, THREE_DAYS), promised)
      if (told) return { minute, severity: told.rule.severity, since: told.since }
    }
    return undefined
  }

  it.each([1, 2, 3])('is told minutes after it fails altogether (seed %i)', (seed) => {
    const told = toldAfter(1000, 2, seed)
    expect(told?.severity).toBe('page')
    expect(told?.minute).toBeLessThanOrEqual(10)
    expect(told?.since).toBeCloseTo(100 * 3600, -3)
  })

  it.each([1, 2, 3])('a burn of 20 times pages within the hour (seed %i)', (seed) => {
    const told = toldAfter(20, 3, seed)
    expect(told?.severity).toBe('page')
    expect(told?.minute).toBeLessThanOrEqual(60)
  })

  // Six times over six hours is reached after 60 % of them at ten times.
  it.each([1, 2, 3])('a burn of 10 times pages within four hours (seed %i)', (seed) => {
    const told = toldAfter(10, 6, seed)
    expect(told?.severity).toBe('page')
    expect(told?.minute).toBeLessThanOrEqual(240)
  })

  it.each([36_000, 600, 20])(
    'with errors at half of what it may have is never told in 90 days of %i events an hour',
    (traffic) => {
      const days = 90
      const world = service({ hours: days * 24, traffic, ratio: 0.0005, seed: traffic })
      let told = 0
      for (let hour = 1; hour <= days * 24; hour += 0.25)
        if (judgeBurn(until(world, hour, THREE_DAYS), promised)) told++
      expect(told).toBe(0)
    },
  )
})
