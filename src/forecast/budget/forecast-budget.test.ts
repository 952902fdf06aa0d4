import { describe, expect, it, test } from 'vitest'

import { createRandom } from '../../math/random.ts'
import { budgetState } from './budget-window.ts'
import { burningNow, episodeLengths, episodeRatio } from './burning-now.ts'
import { forecastBudget, type BudgetQuestion } from './forecast-budget.ts'
import { remainingHours } from './how-long.ts'
import { byHour, normal, service, until, type Incident } from './service.fixture.ts'
import type { Counts } from './counts.ts'

const MONTH = 720
const objective = 0.999
const rolling = (hours: number) => ({ hours, elapsed: hours, rolls: true })

function foresee(world: Counts, hour: number, more: Partial<BudgetQuestion> = {}) {
  const window = more.window ?? rolling(MONTH)
  const hours = byHour(until(world, hour, Math.max(window.hours, 672) * 12))
  const burning = burningNow(until(world, hour, 864), hours, episodeRatio(hours, objective))
  const forecast = forecastBudget({
    objective,
    hours,
    window,
    horizonHours: window.hours,
    burning,
    ...more,
  })
  return forecast?.crossing && { ...forecast, crossing: forecast.crossing }
}

function flat(hours: number, errors: number, total: number): Counts {
  return {
    step: 3600,
    end: hours * 3600,
    errors: new Float64Array(hours).fill(errors),
    total: new Float64Array(hours).fill(total),
  }
}

describe('what is spent', () => {
  it('is errors by those that are allowed', () => {
    const state = budgetState(flat(MONTH, 1, 2000), rolling(MONTH), objective)
    expect(state.spent).toBeCloseTo(0.5)
    expect(state.allowed).toBeCloseTo(1440)
    expect(state.known).toBe(1)
  })

  it('counts the hours before a service began with its mean traffic', () => {
    const hours = flat(MONTH, NaN, NaN)
    hours.errors.fill(10, 700)
    hours.total.fill(1000, 700)
    const state = budgetState(hours, rolling(MONTH), objective)
    expect(state.spent).toBeCloseTo(200 / 720)
    expect(state.known).toBeCloseTo(20 / 720)
  })

  it('counts what is to come in a calendar month', () => {
    const window = { hours: 744, elapsed: 72, rolls: false }
    const state = budgetState(flat(MONTH, 2, 1000), window, objective)
    expect(state.spent).toBeCloseTo((72 * 2) / 744)
    expect(state.known).toBe(1)
  })
})

/** The hour of a world at which its budget of a month is gone, from the counts themselves. */
function goneAt(world: Counts): number {
  const { errors, total } = byHour(world)
  const sum = (values: Float64Array, end: number) =>
    values.subarray(Math.max(0, end - MONTH), end).reduce((a, b) => a + b, 0)
  let end = MONTH
  while (sum(errors, end) < (1 - objective) * sum(total, end)) end++
  return end
}

describe('a burn of ten times that begins', () => {
  const start = MONTH + 10
  const world = service({
    hours: start + 96,
    ratio: 0.0001,
    incidents: [{ start, hours: 96, ratio: 0.01 }],
  })

  it('is seen at once, and its end foretold to a tenth', () => {
    const forecast = foresee(world, start + 0.5)!
    expect(forecast.spent).toBeLessThan(0.12)
    const left = goneAt(world) - (start + 0.5)
    expect(Math.abs(forecast.secondsAtThisRate! / 3600 - left)).toBeLessThan(0.1 * left)
  })

  it('grows the more probable the longer it lasts, and tells when', () => {
    const said = [1, 12, 36, 50].map((hours) => foresee(world, start + hours)!)
    const probabilities = said.map(({ crossing }) => crossing.probability)
    expect(probabilities).toEqual(probabilities.toSorted((a, b) => a - b))
    expect(probabilities[0]).toBeLessThan(0.3)
    expect(probabilities[2]).toBeGreaterThan(0.5)
    expect(probabilities[3]).toBeGreaterThan(0.8)
    const { p10, p50, p90 } = said[3]!.crossing.breach_seconds
    const left = goneAt(world) - (start + 50)
    expect(left).toBeGreaterThan(4)
    expect(Math.abs(p50! / 3600 - left)).toBeLessThan(2)
    // Futures are told by the hour.
    expect(p10! / 3600).toBeLessThanOrEqual(left + 1)
    expect(p90! / 3600).toBeGreaterThanOrEqual(left - 1)
  })

  it('is certain when it is gone', () => {
    expect(foresee(world, start + 80)!.crossing).toMatchObject({
      probability: 1,
      breach_seconds: { p10: 0, p50: 0, p90: 0 },
      model: 'budget',
    })
  })

  it('says the same again', () => {
    expect(foresee(world, start + 12)).toEqual(foresee(world, start + 12))
  })
})

test('a service of 99.95 % is never told in 90 days', () => {
  const world = service({ hours: MONTH * 3, ratio: 0.0005, seed: 4 })
  for (let hour = 192; hour <= MONTH * 3; hour += 24) {
    const { crossing, secondsAtThisRate } = foresee(world, hour)!
    expect(crossing.probability, `after ${hour} h`).toBeLessThan(0.5)
    expect(secondsAtThisRate).toBeNull()
  }
})

test('old errors leave a rolling window, and a calendar forgets them at once', () => {
  const incident = { start: 30, hours: 40, ratio: 0.016 }
  const world = service({ hours: MONTH, ratio: 0.0001, incidents: [incident] })
  const soon = foresee(world, MONTH, { horizonHours: 24 })!
  expect(soon.spent).toBeGreaterThan(0.9)
  const month = foresee(world, MONTH, {
    window: { hours: 744, elapsed: 24, rolls: false },
    horizonHours: 720,
  })!
  expect(month.spent).toBeLessThan(0.05)
  const rolls = foresee(world, MONTH)!.crossing.probability
  expect(month.crossing.probability).toBeLessThan(rolls - 0.2)
})

describe('too little to say anything', () => {
  it('a promise that allows less than one error', () => {
    expect(foresee(service({ hours: MONTH, traffic: 1 }), MONTH)).toBeUndefined()
  })

  it('less than a day of history', () => {
    const hours = byHour(service({ hours: 23 }))
    const window = rolling(MONTH)
    expect(forecastBudget({ objective, hours, window, horizonHours: MONTH })).toBeUndefined()
  })

  it('less than a week, but for what is spent and how long it lasts at this rate', () => {
    const world = service({ hours: 72, incidents: [{ start: 70, hours: 2, ratio: 0.5 }] })
    const hours = byHour(world)
    const burning = burningNow(world, hours, episodeRatio(hours, objective))
    const window = rolling(MONTH)
    const forecast = forecastBudget({ objective, hours, window, horizonHours: MONTH, burning })!
    expect(forecast.crossing).toBeUndefined()
    // Two hours of the night (two thirds of the mean traffic) of which half fails: 0.67 of 0.72.
    expect(Math.abs(forecast.spent - 0.93)).toBeLessThan(0.06)
    expect(forecast.secondsAtThisRate).toBe(3600)
  })
})

describe('episodes', () => {
  it('are measured, the open one aside', () => {
    const hours = flat(100, 0, 1000)
    hours.errors.fill(50, 10, 15)
    hours.errors.fill(50, 16, 18)
    hours.errors.fill(50, 40, 41)
    hours.errors.fill(50, 90)
    expect(episodeLengths(hours, 0.01)).toEqual([8, 1])
  })

  it('that lasted long last longer; half ends within its age by default', () => {
    const random = createRandom(5)
    const share = (age: number, past: number[], within: number) => {
      const draw = remainingHours(age, past)
      const draws = Array.from({ length: 4000 }, () => draw(random))
      return draws.filter((hours) => hours <= within).length / draws.length
    }
    // Lomax with a gamma index of shape s and rate r: P(T <= t) = 1 - (r / (r + ln(1 + t/(a+1))))^s.
    const expected = (age: number, past: number[], within: number) => {
      const rate = 2 + past.reduce((sum, l) => sum + Math.log1p(l), 0) + Math.log1p(age)
      return 1 - (rate / (rate + Math.log1p(within / (age + 1)))) ** (past.length + 2)
    }
    for (const [age, past, within] of [
      [1, [], 1],
      [24, [], 24],
      [24, [1, 2, 1, 1], 24],
      [1, [100, 200, 50], 10],
    ] as const)
      expect(share(age, [...past], within)).toBeCloseTo(expected(age, [...past], within), 1)
  })
})

/** Services whose incidents come, last and hurt as differently as can be. */
function incidentsOf(random: () => number, hours: number): Incident[] {
  const perDay = 10 ** (2 * random() - 1.7)
  const burn = 10 ** (0.3 + 1.4 * random())
  const incidents: Incident[] = []
  for (let start = 0; ;) {
    start -= (Math.log(1 - random()) / perDay) * 24
    if (start > hours) return incidents
    const lasts = Math.exp(1.3 * normal(random))
    incidents.push({
      start,
      hours: lasts,
      ratio: Math.min(1, 0.001 * burn * Math.exp(0.8 * normal(random))),
    })
    start += lasts
  }
}

test('what it says happens as often as it says, and it knows more than how often budgets go at all', () => {
  const WEEK = 168
  const said: { probability: number; reference: number; came: number }[] = []
  for (let seed = 1; seed <= 80; seed++) {
    const random = createRandom(7000 + seed)
    const ratio = 10 ** (-3.1 - 1.5 * random())
    const traffic = 10 ** (2.5 + 3 * random())
    const incidents = incidentsOf(random, 6 * WEEK)
    const world = service({ hours: 6 * WEEK, ratio, traffic, incidents, seed })
    const hours = byHour(world)
    for (const at of [300, 480, 660, 840]) {
      const forecast = foresee(world, at, { window: rolling(WEEK) })
      if (!forecast || forecast.spent >= 1) continue
      const { probability, reference } = forecast.crossing
      said.push({ probability, reference, came: isGoneWithin(hours, at, WEEK) ? 1 : 0 })
    }
  }
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const base = mean(said.map(({ came }) => came))
  const brier = (of: (one: (typeof said)[0]) => number) =>
    mean(said.map((one) => (of(one) - one.came) ** 2))
  const score = brier(({ probability }) => probability)
  expect(said.length).toBeGreaterThan(220)
  expect(score).toBeLessThan(0.9 * brier(() => base))
  // Who counts the windows that such days make knows nearly as much, burns under way aside.
  expect(score).toBeLessThan(1.05 * brier(({ reference }) => reference))
  const bins = [0, 0.1, 0.2, 0.4, 1]
    .slice(1)
    .map((high, i, highs) =>
      said.filter(({ probability: p }) => p < high && p >= (highs[i - 1] ?? 0)),
    )
  const error = bins.reduce((sum, bin) => {
    if (bin.length === 0) return sum
    const gap = mean(bin.map(({ probability }) => probability)) - mean(bin.map(({ came }) => came))
    return sum + (Math.abs(gap) * bin.length) / said.length
  }, 0)
  expect(error).toBeLessThan(0.08)
})

function isGoneWithin({ errors, total, ...counts }: Counts, at: number, window: number): boolean {
  for (let end = at + 1; end <= at + window; end++) {
    const from = Math.max(0, end - window)
    const inside = { errors: errors.subarray(from, end), total: total.subarray(from, end) }
    if (budgetState({ ...counts, ...inside }, rolling(window), objective).spent >= 1) return true
  }
  return false
}
