import { describe, expect, it } from 'vitest'
import { normalNoise } from '../../test/series.ts'
import { QUANTILE_WIDE, startQuantiles, stepQuantiles } from './running-quantiles.ts'

function follow(values: readonly number[]): Float64Array {
  const quantiles = new Float64Array(QUANTILE_WIDE)
  startQuantiles(quantiles, 0, Float64Array.from(values.slice(0, 32)).sort())
  values.slice(32).forEach((value, i) => {
    stepQuantiles(quantiles, 0, value, { spread: 2.5, rows: 33 + i })
  })
  return quantiles
}

describe('running quantiles', () => {
  it('start as the quantiles of the first values', () => {
    const quantiles = new Float64Array(QUANTILE_WIDE)
    startQuantiles(quantiles, 0, Float64Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))
    expect([...quantiles]).toEqual([1, 5, 9])
  })

  it('find those of a normal distribution', () => {
    const [low, middle, high] = follow(normalNoise(20_000, { seed: 8 }))
    expect(Math.abs(low! + 1.2816)).toBeLessThan(0.12)
    expect(Math.abs(middle!)).toBeLessThan(0.1)
    expect(Math.abs(high! - 1.2816)).toBeLessThan(0.12)
  })

  it('are hardly moved by an outlier, whatever its size', () => {
    const values = normalNoise(2000, { seed: 9 })
    const calm = follow(values)
    const hit = follow([...values, 1e12])
    expect(Math.abs(hit[1]! - calm[1]!)).toBeLessThan(0.01)
  })

  it('follow a change of level', () => {
    const moved = follow([...normalNoise(3000, { seed: 4 }), ...normalNoise(9000, { mean: 10 })])
    expect(Math.abs(moved[1]! - 10)).toBeLessThan(0.5)
  })
})
