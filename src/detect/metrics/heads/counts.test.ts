import { describe, expect, it } from 'vitest'
import { seriesOf } from '../../../../test/series.ts'
import { createRandom } from '../../../math/random.ts'
import { ALERT_THRESHOLD } from '../alert.ts'
import { createFrame } from '../frame.ts'
import { judgeSeries } from '../judge-series.ts'
import type { Memory, Place } from '../memory.ts'
import { COUNTS_NEED, countSurprise, isLowCount, learnCount, moveCounts } from './counts.ts'

type Draw = (row: number) => number

const place: Place = { wide: 0, fine: 0, small: 0 }
const start = (): Memory => ({
  wide: new Float64Array(0),
  fine: new Float32Array(COUNTS_NEED.fine!),
  small: new Uint8Array(0),
})

function poisson(random: () => number, mean: number): number {
  let count = 0
  for (let product = random(); product > Math.exp(-mean); product *= random()) count++
  return count
}

/** A memory that has learned so many rows, and a way to show it one more. */
function learned(rows: number, draw: Draw, quantum = 1) {
  const memory = start()
  const frame = createFrame(0)
  const show = (count: number, bad: 'up' | 'down' | 'both' = 'both'): number => {
    frame.past[1] = frame.y
    frame.y = count * quantum
    frame.rows += 1
    frame.run += 1
    learnCount(memory, place, frame, 0)
    return countSurprise(memory, place, frame, { zero: 0, bad })
  }
  for (let row = 0; row < rows; row++) show(draw(row))
  return { memory, show }
}

describe('isLowCount', () => {
  const random = createRandom(41)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  it.each<[string, number, Draw]>([
    ['a Poisson count', 1, () => poisson(random, 3)],
    ['a rate of few events', 1 / 285, () => poisson(random, 8)],
    [
      'a rate whose window is never quite the same',
      1 / 285,
      () => poisson(random, 8) * (1 + 1e-4 * random()),
    ],
    ['rare events', 1, () => (random() < 0.02 ? 1 + poisson(random, 2) : 0)],
  ])('recognises %s', (_, quantum, draw) => {
    expect(isLowCount(learned(3000, draw, quantum).memory, place)).toBe(true)
  })

  it.each<[string, Draw]>([
    ['a smooth signal', () => 100 + 10 * normal()],
    ['a skewed one', () => Math.exp(normal())],
    ['high counts', () => Math.round(200 + 14 * normal())],
    ['whole numbers that hardly vary', () => Math.round(20 + 0.8 * normal())],
    ['what is nearly always up', () => (random() < 0.01 ? 0 : 1)],
    ['what falls below zero', () => poisson(random, 3) - 2],
  ])('does not take %s for one', (_, draw) => {
    expect(isLowCount(learned(3000, draw).memory, place)).toBe(false)
  })
})

describe('countSurprise', () => {
  /** -log10 P(X >= count) of a Poisson variable, summed by hand. */
  function poissonTail(count: number, mean: number): number {
    let term = Math.exp(-mean)
    let below = 0
    for (let k = 0; k < count; k++) {
      below += term
      term *= mean / (k + 1)
    }
    return -Math.log10(1 - below)
  }

  it('is near the tail of a Poisson variable, less the four looks', () => {
    for (const [mean, count] of [
      [2, 10],
      [8, 22],
      [20, 42],
    ] as const) {
      const random = createRandom(42)
      const { show } = learned(4000, () => poisson(random, mean))
      const exact = poissonTail(count, mean) - Math.log10(4)
      expect(Math.abs(show(count) - exact)).toBeLessThan(1)
    }
  })

  it('is none for what was often seen, and for the good side', () => {
    const random = createRandom(43)
    const { show } = learned(4000, () => poisson(random, 0.5))
    expect(show(2)).toBeLessThan(1.5)
    expect(show(50, 'down')).toBe(0)
    expect(show(50, 'up')).toBeGreaterThan(6)
  })

  it('adds up over rows: none of these is odd by itself', () => {
    const random = createRandom(44)
    const { show } = learned(4000, () => poisson(random, 0.2))
    expect(show(1)).toBeLessThan(1)
    let surprise = 0
    for (let i = 0; i < 30; i++) surprise = show(1)
    expect(surprise).toBeGreaterThan(5)
  })

  it('follows a level that has moved for good', () => {
    const random = createRandom(45)
    const { memory, show } = learned(4000, () => poisson(random, 2))
    expect(show(16)).toBeGreaterThan(4)
    moveCounts(memory, place, 14)
    expect(show(16)).toBeLessThan(1)
  })
})

describe('few events a row', () => {
  it('alarm once in 60,000 rows at most, 0.02 to 20 a row, with and without a day', () => {
    const profile = { bad: 'both', role: 'rate', unit: 'count', step: 60 } as const
    let alerts = 0
    for (const mean of [0.02, 0.1, 0.5, 2, 8, 20]) {
      for (const swing of [0, 0.8]) {
        const random = createRandom(301)
        const values = Array.from({ length: 20_000 }, (_, i) =>
          poisson(random, mean * (1 + swing * Math.sin((2 * Math.PI * i) / 1440))),
        )
        const { alertScore } = judgeSeries(seriesOf(values), profile).columns
        alerts += alertScore.filter((score) => score >= ALERT_THRESHOLD).length
      }
    }
    expect(alerts).toBeLessThanOrEqual((6 * 2 * 20_000) / 60_000)
  })
})

describe('few events in a window that slides', () => {
  const profile = { bad: 'both', role: 'rate', unit: 'per_second', step: 15 } as const
  /** `rate(x[5m])` every 15 seconds, `mean` events a window; `times` as many from row 8000 on. */
  function sliding(seed: number, mean: number, { rows, times }: { rows: number; times: number }) {
    const random = createRandom(seed)
    const events = Array.from({ length: rows }, (_, i) =>
      poisson(random, (mean / 20) * (i < 8000 ? 1 : times)),
    )
    let sum = 0
    return events.map((count, i) => (sum += count - (events[i - 20] ?? 0)) / 300)
  }
  function alertsOf(values: number[]): number[] {
    const { alertScore } = judgeSeries(seriesOf(values, { step: 15 }), profile).columns
    return [...alertScore.keys()].filter((i) => alertScore[i]! >= ALERT_THRESHOLD)
  }

  it.each([0.5, 2, 8, 20])('do not alarm in 60,000 rows: %d a window', (mean) => {
    const alerts = [201, 202, 203].flatMap((seed) =>
      alertsOf(sliding(seed, mean, { rows: 20_000, times: 1 })),
    )
    expect(alerts.length).toBeLessThanOrEqual(1)
  })

  it.each([
    [8, 20],
    [20, 15],
  ])('alarm when there are five times as many: %d a window', (mean, within) => {
    for (const seed of [204, 205, 206]) {
      const alerts = alertsOf(sliding(seed, mean, { rows: 8100, times: 5 }))
      const first = alerts.find((i) => i >= 8000) ?? Infinity
      expect(first - 8000).toBeLessThan(within)
    }
  })
})
