import { expect, it } from 'vitest'

import {
  BASELINE_LENGTH,
  hourOfWeek,
  knownOfHour,
  learnHour,
  usualAt,
  type HourOfCalls,
} from './baseline.ts'
import { encodeBaseline, loadBaseline } from './encode-baseline.ts'

/** 2025-11-24T00:00:00Z, a Monday. */
const MONDAY = 1_763_942_400 / 3600

function hourOf(hour: number, p50: number, more: Partial<HourOfCalls> = {}): HourOfCalls {
  const base = { calls: 600, failures: 6, minutes: 60, minuteVariance: 0.01 }
  return { hour, p50, p95: 3 * p50, p99: 5 * p50, ...base, ...more }
}

it('counts the hours of a week from Monday', () => {
  expect([0, 1, 24, 167, 168].map((hour) => hourOfWeek(MONDAY + hour))).toEqual([0, 1, 24, 167, 0])
})

it('says nothing before a day is known, and then what the day was like', () => {
  const baseline = new Float32Array(BASELINE_LENGTH)
  for (let hour = 0; hour < 17; hour++) learnHour(baseline, hourOf(MONDAY + hour, 100))
  expect(usualAt(baseline, MONDAY + 17)).toBeUndefined()
  for (let hour = 17; hour < 26; hour++) learnHour(baseline, hourOf(MONDAY + hour, 100))
  const usual = usualAt(baseline, MONDAY + 26)!
  expect(usual.basis).toBe('all_hours')
  expect(Math.exp(usual.p50.ln)).toBeCloseTo(100, 3)
  expect(Math.exp(usual.p95!.ln)).toBeCloseTo(300, 2)
  expect(usual.rate).toBeCloseTo(10)
  expect(usual.failures.mean).toBeCloseTo(0.01)
})

it('knows the hour of the day after three days, and the hour of the week after three weeks', () => {
  const baseline = new Float32Array(BASELINE_LENGTH)
  const level = (hour: number) => (hour % 24 === 9 ? 400 : 100) * (hour % 168 === 9 ? 2 : 1)
  const day = 24
  for (let hour = 0; hour < 28 * day; hour++) {
    learnHour(baseline, hourOf(MONDAY + hour, level(hour)))
    if (hour === 4 * day - 1) {
      expect(usualAt(baseline, MONDAY + 4 * day + 9)!.basis).toBe('hour_of_day')
    }
  }
  const monday = usualAt(baseline, MONDAY + 28 * day + 9)!
  expect(monday.basis).toBe('hour_of_week')
  expect(Math.exp(monday.p50.ln)).toBeCloseTo(800, 1)
  expect(Math.exp(usualAt(baseline, MONDAY + 29 * day + 9)!.p50.ln)).toBeCloseTo(400, 1)
})

it('has the deviation of plain arithmetic while nothing has faded', () => {
  const baseline = new Float32Array(BASELINE_LENGTH)
  // Three weeks apart by little: ln 90, ln 100, ln 111.1 have mean ln 100 and deviation 0.1054.
  for (const [i, p50] of [90, 100, 111.111].entries())
    learnHour(baseline, hourOf(MONDAY + i * 1e-3, p50))
  const known = knownOfHour(baseline, 0)!
  expect(Math.exp(known.p50.ln)).toBeCloseTo(100, 1)
  expect(known.p50.deviation).toBeCloseTo(0.1054, 3)
})

it('lets old weeks fade: half as much after four', () => {
  const baseline = new Float32Array(BASELINE_LENGTH)
  learnHour(baseline, hourOf(MONDAY, 100))
  learnHour(baseline, hourOf(MONDAY + 4 * 168, 200))
  const known = knownOfHour(baseline, 0)!
  expect(known.hours).toBeCloseTo(1.5)
  expect(known.p50.ln).toBeCloseTo((0.5 * Math.log(100) + Math.log(200)) / 1.5, 4)
})

it('does not learn an outage as what is usual', () => {
  const baseline = new Float32Array(BASELINE_LENGTH)
  for (let hour = 0; hour < 48; hour++) learnHour(baseline, hourOf(MONDAY + hour, 100 + (hour % 3)))
  learnHour(baseline, hourOf(MONDAY + 48, 60_000))
  expect(Math.exp(usualAt(baseline, MONDAY + 49)!.p50.ln)).toBeLessThan(105)
})

it('goes through the store unchanged, and is not taken when it is damaged', () => {
  const baseline = new Float32Array(BASELINE_LENGTH)
  for (let hour = 0; hour < 200; hour++) learnHour(baseline, hourOf(MONDAY + hour, 100 + hour))
  const bytes = encodeBaseline(baseline)
  expect(bytes.length).toBe(32 + 193 * 58)
  const back = new Float32Array(BASELINE_LENGTH)
  expect(loadBaseline(bytes, back)).toBe(true)
  expect(back).toEqual(baseline)
  const untouched = new Float32Array(BASELINE_LENGTH)
  for (const broken of [bytes.subarray(1), new Uint8Array(0), bytes.with(0, 9), bytes.with(9, 77)])
    expect(loadBaseline(broken, untouched)).toBe(false)
  expect(untouched.every((value) => value === 0)).toBe(true)
})
