import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { errorsOf, meanAbsolute, planBacktest, replay } from './backtest.ts'

describe('planBacktest', () => {
  it('spreads a dozen short checks over the newest two fifths', () => {
    const { origins, horizon } = planBacktest(1000, 10)
    expect(horizon).toBe(10)
    expect(origins).toHaveLength(12)
    expect(origins.at(-1)).toBe(990)
    expect(origins[0]).toBeGreaterThanOrEqual(600)
    expect(origins[0]).toBeLessThan(636)
  })

  it('checks long paths from eight origins, and a quarter of the history at most', () => {
    expect(planBacktest(10_000, 1440).origins).toHaveLength(8)
    expect(planBacktest(100, 80).horizon).toBe(25)
  })

  it('stays inside the history and ascends, whatever is asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 24, max: 50_000 }),
        fc.integer({ min: 1, max: 3000 }),
        (length, asked) => {
          const { origins, horizon } = planBacktest(length, asked)
          expect(origins.length).toBeGreaterThan(0)
          expect(origins[0]).toBeGreaterThan(length / 2)
          expect(origins.at(-1)! + horizon).toBe(length)
          origins.forEach((origin, i) => expect(origin).toBeGreaterThan(origins[i - 1] ?? 0))
        },
      ),
    )
  })
})

describe('replay and errors', () => {
  it('holds what a member says at each origin against what came', () => {
    const truth = Float64Array.of(1, 2, 4, 8, 16)
    const plan = { origins: [2, 3], horizon: 2 }
    const said = replay((values, origin) => Float64Array.of(values[origin - 1]!, 0), truth, plan)
    const errors = errorsOf(said, truth, plan)
    expect(errors.map((row) => [...row])).toEqual([
      [2, 8],
      [4, 16],
    ])
    expect(meanAbsolute(errors)).toBe(7.5)
    expect(meanAbsolute([Float64Array.of(1, NaN)])).toBe(Infinity)
  })
})
