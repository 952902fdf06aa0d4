import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'

import { seriesOf } from '../../../test/series.ts'
import { latencyAgainstLoad, type LoadCurve } from './latency-against-load.ts'
import { pairOf, pairsBetween } from './paired.ts'
import { queue } from './queue.fixture.ts'
import { kneeOf, latencyAt, loadAt, stretchAt } from './queue-curve.ts'

function curveOf(...asked: Parameters<typeof latencyAgainstLoad>): LoadCurve {
  const curve = latencyAgainstLoad(...asked)
  if (typeof curve === 'string') throw new Error(curve)
  return curve
}

describe('a queue', () => {
  it('of one server stretches by 1/(1-u)', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.99, noNaN: true }), (u) => {
        expect(stretchAt(u, 1)).toBeCloseTo(1 / (1 - u), 8)
      }),
    )
  })

  // Erlang's C formula for 4 servers at u = 0.8: waits 0.5964 of the time, 1/(4·0.2) service times each.
  it('of four servers comes near Erlang', () => {
    expect(stretchAt(0.8, 4)).toBeCloseTo(1 + 0.5964 / 0.8, 1)
  })

  it('is read backwards', () => {
    const curve = { base: 0.05, capacity: 1000, servers: 1 }
    expect(loadAt(curve, 0.1)).toBeCloseTo(500, 3)
    expect(latencyAt(curve, 500)).toBeCloseTo(0.1, 10)
    expect(loadAt(curve, 0.04)).toBe(0)
    // u·(1-u) is largest at one half.
    expect(kneeOf(curve)).toBeCloseTo(500, 0)
  })
})

describe('a noisy M/M/1', () => {
  it.each([1, 2, 3, 4])('gives its capacity and safe load away (seed %i)', (seed) => {
    const { capacity, safeLoad, rise } = curveOf(queue({ seed }), { latencyLimit: 0.2 })
    expect(capacity.value).toBeGreaterThan(930)
    expect(capacity.value).toBeLessThan(1070)
    // 95 of 100 samples stay below exp(1.645 · 0.1) times the middle.
    const truth = 1000 * (1 - (0.05 * Math.exp(0.1645)) / 0.2)
    expect(Math.abs(safeLoad!.value / truth - 1)).toBeLessThan(0.04)
    expect(rise.value).toBeGreaterThan(3)
  })

  it('keeps the truth within its interval about as often as it says', () => {
    let inside = 0
    const worlds = 12
    for (let seed = 11; seed < 11 + worlds; seed++) {
      const { safeLoad } = curveOf(queue({ seed, length: 600 }), { latencyLimit: 0.2 })
      const truth = 1000 * (1 - (0.05 * Math.exp(0.1645)) / 0.2)
      if (safeLoad!.lower <= truth && truth <= safeLoad!.upper) inside++
    }
    expect(inside).toBeGreaterThanOrEqual(10)
  })

  it('is not fooled by outliers', () => {
    const { timestamps, load, latency } = queue({ seed: 5 })
    const wild = latency.map((value, i) => (i % 10 === 3 ? value * 20 : value))
    const { capacity } = curveOf({ timestamps, load, latency: wild })
    expect(capacity.value).toBeGreaterThan(900)
    expect(capacity.value).toBeLessThan(1100)
  })

  it('has no safe load for a limit that it never keeps', () => {
    expect(curveOf(queue(), { latencyLimit: 0.03 }).safeLoad).toEqual({
      value: 0,
      lower: 0,
      upper: 0,
    })
  })

  it('is the less sure the less of it was seen', () => {
    const width = (load: number) => {
      const { capacity } = curveOf(queue({ load }))
      return (capacity.upper - capacity.lower) / capacity.value
    }
    expect(width(200)).toBeGreaterThan(2 * width(500))
  })
})

describe('refuses', () => {
  it.each([
    ['too_little_data', queue({ length: 99 })],
    ['narrow_range', queue({ swing: 0.02 })],
    ['no_relation', queue({ capacity: 1e9 })],
  ])('with %s', (refusal, pairs) => {
    expect(latencyAgainstLoad(pairs)).toBe(refusal)
  })

  it('where latency falls with load, as caches grow warm', () => {
    const { timestamps, load } = queue()
    expect(latencyAgainstLoad({ timestamps, load, latency: load.map((x) => 10 / x) })).toBe(
      'no_relation',
    )
  })

  it('noise, nineteen times of twenty', () => {
    let fooled = 0
    for (let seed = 1; seed <= 20; seed++) {
      const pairs = queue({ capacity: 1e9, memory: 0.9, noise: 0.3, seed, length: 400 })
      if (latencyAgainstLoad(pairs) !== 'no_relation') fooled++
    }
    expect(fooled).toBeLessThanOrEqual(1)
  })
})

test('pairs are the times that both series know', () => {
  const load = seriesOf([1, 2, NaN, 4, 0, 6], { step: 60 })
  const latency = seriesOf([1, 2, 3], { start: 60, step: 120 })
  const pairs = pairOf(load, latency)
  expect([[...pairs.timestamps], [...pairs.load], [...pairs.latency]]).toEqual([
    [60, 180, 300],
    [2, 4, 6],
    [1, 2, 3],
  ])
  expect([...pairsBetween(pairs, 60, 300).load]).toEqual([2, 4])
  expect([...pairsBetween(pairs, 100, 1000).load]).toEqual([4, 6])
})
