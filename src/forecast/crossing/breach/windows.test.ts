import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { normalNoise } from '../../../../test/series.ts'
import { regressed } from './regressed.ts'
import { resembling } from './resembling.ts'
import { DAY_BEFORE, NEWEST, slidingLeast, windowsOf } from './windows.ts'

const DAY = 24
const none = { day: 0, week: 0 }

describe('slidingLeast', () => {
  it('is the least of each stretch', () => {
    const values = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 1 })
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 12 }), (list, size) => {
        const slow = list.map((_, i) => Math.min(...list.slice(i, i + size)))
        expect([...slidingLeast(Float64Array.from(list), size)]).toEqual(slow)
      }),
    )
  })
})

describe('windowsOf', () => {
  const values = Float64Array.from(
    normalNoise(DAY * 12, { seed: 4 }),
    (noise, i) => 50 + 10 * Math.sin((2 * Math.PI * i) / DAY) + noise,
  )
  const question = { values, threshold: 62, steps: 6, seasons: none, day: DAY }
  const windows = windowsOf(question)!
  const middle = values.toSorted()
  const median = (middle[143]! + middle[144]!) / 2
  const below = (value: number) => Math.max(-1, Math.min(3, (62 - value) / (62 - median)))

  it('measures what came in distances of the median from the threshold', () => {
    for (const i of [0, 17, windows.origins.length - 1]) {
      const origin = windows.origins[i]!
      const coming = values.subarray(origin, origin + 6)
      expect(windows.highest[i]).toBeCloseTo(below(Math.max(...coming)), 12)
      const at = (sign: number) => windows.signs[i * windows.columns + sign]
      expect(at(NEWEST)).toBeCloseTo(below(values[origin - 1]!), 12)
      const dayBefore = values.subarray(origin - DAY, origin - DAY + 6)
      expect(at(DAY_BEFORE)).toBeCloseTo(below(Math.max(...dayBefore)), 12)
    }
  })

  it('never looks past the present', () => {
    expect(windows.origins.at(-1)).toBe(values.length - 6)
    const changed = values.slice()
    const origin = windows.origins[40]!
    changed.fill(40, origin)
    const again = windowsOf({ ...question, values: changed })!
    // The median moved, and with it the unit; only the ratio of two heights is the same.
    const ratio = ({ signs, columns }: typeof windows) =>
      signs[40 * columns + NEWEST]! / signs[40 * columns + 1]!
    expect(ratio(again)).toBeCloseTo(ratio(windows), 9)
  })

  it('needs four horizons', () => {
    expect(windowsOf({ ...question, steps: 70 })).toBeUndefined()
  })
})

describe('the views on past windows', () => {
  it('know what only the day before tells', () => {
    // A peak at noon of every other day: what came in the last 24 hours does not come in the next.
    const values = Float64Array.from({ length: DAY * 41 }, (_, i) =>
      i % (2 * DAY) === 12 ? 90 : 40 + (i % 5),
    )
    const ask = (days: number) => {
      const past = values.subarray(0, DAY * days)
      const question = { values: past, threshold: 80, steps: DAY, seasons: none, day: DAY }
      const windows = windowsOf(question)!
      return [regressed(windows, DAY, 0.5), resembling(windows, DAY, 0.5)] as const
    }
    const [peakNext, noPeakNext] = [ask(40), ask(41)]
    for (const view of [0, 1] as const) {
      expect(peakNext[view]).toBeGreaterThan(0.9)
      expect(noPeakNext[view]).toBeLessThan(0.1)
    }
  })

  it('says more the nearer the series is', () => {
    const noise = normalNoise(DAY * 20, { seed: 8 })
    let level = 0
    const walk = Float64Array.from(noise, (shock) => (level = 0.95 * level + shock))
    const ask = (last: number) => {
      const values = walk.slice()
      values.fill(last, values.length - 3)
      const windows = windowsOf({ values, threshold: 6, steps: 4, seasons: none, day: DAY })!
      return [regressed(windows, 4, 0.1), resembling(windows, 4, 0.1)] as const
    }
    const far = ask(-2)
    const near = ask(5.5)
    expect(near[0]).toBeGreaterThan(far[0] + 0.15)
    expect(near[1]).toBeGreaterThan(far[1] + 0.15)
    expect(far[0]).toBeLessThan(0.05)
  })
})
