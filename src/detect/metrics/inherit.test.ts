import { describe, expect, it } from 'vitest'

import { normalNoise, seriesOf } from '../../../test/series.ts'
import { ageOf, inheritState, isNewcomer, mayInherit, ROWS_OF_OWN } from './inherit.ts'
import { judgeSeries } from './judge-series.ts'
import type { SignalProfile } from './profile.ts'
import { inheritFromSibling } from './sibling.ts'
import { createDetectorState, type DetectorState } from './state.ts'
import type { WallClock } from './wall-clock.ts'

const STEP = 60
const DAYS = 3 * 1440
const START = 1_700_438_400
/** When the sibling has seen its days, and the newcomer begins. */
const NOW = START + DAYS * STEP
const profile: SignalProfile = { bad: 'both', role: 'level', unit: 'none', step: STEP }

function learn(values: readonly number[], start: number, state = createDetectorState()) {
  return judgeSeries(seriesOf(values, { start, step: STEP }), profile, state)
}

const noise = (length: number, mean: number, seed: number, deviation = 1) =>
  normalNoise(length, { seed, mean, deviation })

const sibling = (mean = 100, deviation = 1) => learn(noise(DAYS, mean, 1, deviation), START).state

const newcomer = (values: readonly number[]) => learn(values, NOW).state
const next = { timestamp: NOW + ROWS_OF_OWN * STEP, step: STEP }

const copyOf = ({ bytes }: DetectorState) => bytes.slice()

describe('inheritState', () => {
  it('knows the time of day by the clock of the wall', () => {
    const wallClock: WallClock = {
      since: Float64Array.of(-Infinity),
      offsets: Float64Array.of(6 * 3600),
      firstDay: 0,
      kinds: new Uint8Array(),
      stretch: 0,
    }
    const told = { ...profile, wallClock }
    // Highest where the newcomer begins, half as high six hours before and after.
    const values = (from: number, rows: number) =>
      noise(rows, 100, 1).map((x, i) => x + 50 * Math.cos((2 * Math.PI * (from + i)) / 1440))
    const known = judgeSeries(seriesOf(values(0, 5 * 1440), { start: START }), told).state
    const start = START + 5 * 1440 * STEP
    const into = judgeSeries(seriesOf(values(0, ROWS_OF_OWN), { start }), told).state
    const timestamp = start + ROWS_OF_OWN * STEP
    expect(inheritState(known, into, { timestamp, step: STEP, wallClock })).toBe(true)
    const later = seriesOf(values(ROWS_OF_OWN, 720), { start: timestamp })
    // By another clock it would take the height of the hour for a level of its own.
    const { expected } = judgeSeries(later, told, into).columns
    expect(Math.abs(expected[0]! - 150)).toBeLessThan(5)
    expect(Math.abs(expected[719]! - 50)).toBeLessThan(10)
  })

  it('is for those with a few rows of their own, and no model yet', () => {
    expect(mayInherit(newcomer(noise(ROWS_OF_OWN - 1, 100, 2)))).toBe(false)
    expect(mayInherit(newcomer(noise(ROWS_OF_OWN, 100, 2)))).toBe(true)
    expect(mayInherit(newcomer(noise(40, 100, 2)))).toBe(false)
  })

  it.each([100, 101, 103])('judges a newcomer at %d from its ninth row on', (mean) => {
    const into = newcomer(noise(ROWS_OF_OWN, mean, 2))
    expect(inheritState(sibling(), into, next)).toBe(true)
    expect(isNewcomer(into)).toBe(false)
    const quiet = learn(noise(300, mean, 3), next.timestamp, into)
    expect(quiet.findings).toEqual([])
    // Its own level is expected, within the error of a median of eight rows and one spread.
    expect(Math.abs(quiet.columns.expected[0]! - mean)).toBeLessThan(1.8)
    // One lone row is not enough: few heads can see it.
    const odd = learn(noise(5, mean + 30, 4), next.timestamp + 300 * STEP, into)
    expect(Math.max(...odd.columns.alertScore)).toBeGreaterThan(0.5)
  })

  it('sees a fault at once that a newcomer by itself does not see at all', () => {
    const fault = [...noise(2, 103, 3), ...noise(10, 140, 4)]
    const alone = newcomer(noise(ROWS_OF_OWN, 103, 2))
    expect(learn(fault, next.timestamp, alone).findings).toEqual([])
    const into = newcomer(noise(ROWS_OF_OWN, 103, 2))
    inheritState(sibling(), into, next)
    expect(learn(fault, next.timestamp, into).findings[0]).toMatchObject({
      kind: 'spike',
      start: next.timestamp + 2 * STEP,
    })
  })

  it('does not call it an event when the newcomer comes to its sibling’s level', () => {
    const into = newcomer(noise(ROWS_OF_OWN, 104, 2))
    expect(inheritState(sibling(), into, next)).toBe(true)
    const rows = [...noise(60, 104, 3), ...noise(60, 100, 4)]
    expect(learn(rows, next.timestamp, into).findings).toEqual([])
  })

  it('leaves the sibling as it is, and the newcomer its own clock', () => {
    const from = sibling()
    const before = copyOf(from)
    const into = newcomer(noise(ROWS_OF_OWN, 100, 2))
    inheritState(from, into, next)
    expect(from.bytes).toEqual(before)
    // A row before the newcomer's last one is refused, so its clock is its own.
    const late = learn([500], NOW + STEP, into)
    expect(late.columns.score[0]).toBe(0)
    expect(late.columns.expected[0]).toBeNaN()
  })

  it.each([
    ['of another kind of noise', noise(ROWS_OF_OWN, 100, 2, 20)],
    ['of quite another level', noise(ROWS_OF_OWN, 1000, 2)],
    ['with too few rows', noise(ROWS_OF_OWN - 1, 100, 2)],
  ])('gives nothing to one %s', (_, values) => {
    const into = newcomer(values)
    const before = copyOf(into)
    expect(inheritState(sibling(), into, next)).toBe(false)
    expect(into.bytes).toEqual(before)
  })

  it('takes nothing from one that has only begun', () => {
    const from = learn(noise(200, 100, 1), NOW - 200 * STEP).state
    expect(inheritState(from, newcomer(noise(ROWS_OF_OWN, 100, 2)), next)).toBe(false)
  })

  it('passes on that nothing ever moved, at the newcomer’s own value', () => {
    const from = learn(Array<number>(DAYS).fill(3), START).state
    const into = newcomer(Array<number>(ROWS_OF_OWN).fill(5))
    expect(inheritState(from, into, next)).toBe(true)
    const moved = learn([8], next.timestamp, into).columns.alertScore[0]!
    // As loud as where 5 had been seen 2000 times; by itself it would not be heard.
    const mature = learn([...Array<number>(2000).fill(5), 8], START).columns.alertScore[2000]!
    expect(moved).toBeCloseTo(mature, 1)
    expect(moved).toBeGreaterThan(0.2)
    const moving = newcomer([5, 5, 5, 5, 6, 5, 5, 5])
    expect(inheritState(from, moving, next)).toBe(false)
  })
})

describe('inheritFromSibling', () => {
  const into = () => newcomer(noise(ROWS_OF_OWN, 100, 2))
  const younger = () => learn(noise(1000, 100, 5), NOW - 1000 * STEP).state

  it('prefers the one known for longest', () => {
    expect(ageOf(sibling())).toBeGreaterThanOrEqual(DAYS)
    expect(inheritFromSibling([younger(), sibling()], into(), next)).toBe(1)
  })

  it('prefers the one that has just vanished', () => {
    const vanished = learn([NaN, NaN], NOW, younger()).state
    expect(inheritFromSibling([sibling(), vanished], into(), next)).toBe(1)
    const longGone = learn(Array<number>(100).fill(NaN), NOW, younger()).state
    expect(inheritFromSibling([sibling(), longGone], into(), next)).toBe(0)
  })

  it('takes none that is in trouble, itself, or unlike', () => {
    const troubled = learn(noise(5, 200, 6), NOW, sibling()).state
    const self = into()
    expect(inheritFromSibling([self, troubled, sibling(5000)], self, next)).toBe(-1)
    expect(inheritFromSibling([self, troubled, sibling(101)], self, next)).toBe(2)
  })
})
