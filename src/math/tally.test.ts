import { describe, expect, it } from 'vitest'
import { TALLY_VALUES, tallyOne, tallySet } from './tally.ts'

describe('tallies', () => {
  it('are right on average, whatever the size', () => {
    for (const count of [1, 10, 300, 5000, 40_000]) {
      const tallies = new Uint8Array(200)
      for (let turn = 0; turn < count; turn++) {
        for (let at = 0; at < 200; at++) tallyOne(tallies, at, turn * 200 + at)
      }
      const mean = tallies.reduce((sum, code) => sum + TALLY_VALUES[code]!, 0) / 200
      // The deviation of one is sqrt(0.035 / 2) of the count, that of the mean of 200 is 0.9 %.
      expect(Math.abs(mean / count - 1)).toBeLessThan(0.04)
    }
  })

  it('are set to a value, rounded without a bias', () => {
    for (const value of [0, 1, 63.25, 77, 1234.5]) {
      const tallies = new Uint8Array(4000)
      for (let at = 0; at < 4000; at++) tallySet(tallies, at, value, at)
      const mean = tallies.reduce((sum, code) => sum + TALLY_VALUES[code]!, 0) / 4000
      expect(Math.abs(mean - value)).toBeLessThanOrEqual(0.005 * value)
    }
  })

  it('stop at the highest code instead of starting anew', () => {
    const tallies = Uint8Array.of(255)
    for (let turn = 0; turn < 100_000; turn++) tallyOne(tallies, 0, turn)
    tallySet(tallies, 0, 1e9, 1)
    expect(tallies[0]).toBe(255)
  })
})
