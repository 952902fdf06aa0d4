import { describe, expect, it } from 'vitest'

import { normalNoise } from '../../test/series.ts'
import { ontoNewestLevel, withoutOutliers } from './history.ts'

const noise = Float64Array.from(normalNoise(400, { seed: 4, mean: 50 }))

describe('withoutOutliers', () => {
  it('pulls a rare spike back, and nothing else', () => {
    const spiked = noise.with(100, 500)
    const clean = withoutOutliers(spiked, 0)
    expect(clean[100]).toBeLessThan(60)
    expect(clean.with(100, 0)).toEqual(spiked.with(100, 0))
  })

  it('keeps what repeats daily, what is common, and what is new', () => {
    const nightly = noise.map((value, i) => (i === 100 || i === 124 ? 500 : value))
    expect(withoutOutliers(nightly, 24)).toEqual(nightly)
    const bursty = noise.map((value, i) => (i % 20 === 0 ? 500 : value))
    expect(withoutOutliers(bursty, 0)).toEqual(bursty)
    const newest = noise.with(399, 500)
    expect(withoutOutliers(newest, 0)).toEqual(newest)
  })
})

describe('ontoNewestLevel', () => {
  it('moves the history before a lasting jump onto the level after it', () => {
    const jumped = noise.map((value, i) => (i < 300 ? value + 100 : value))
    const levelled = ontoNewestLevel(jumped, 24)
    expect(levelled.subarray(300)).toEqual(jumped.subarray(300))
    for (const value of levelled.subarray(0, 300)) expect(Math.abs(value - 50)).toBeLessThan(6)
  })

  it('leaves trends, short jumps and cycles alone', () => {
    const trend = noise.map((value, i) => value + i)
    expect(ontoNewestLevel(trend, 24)).toEqual(trend)
    const recent = noise.map((value, i) => (i < 390 ? value : value + 100))
    expect(ontoNewestLevel(recent, 24)).toEqual(recent)
    const square = noise.map((value, i) => (i % 24 < 12 ? value : value + 100))
    expect(ontoNewestLevel(square, 24)).toEqual(square)
  })
})
