import { expect, test } from 'vitest'

import { createRandom } from './random.ts'
import { resampledBlocks } from './resampled-blocks.ts'

test('draws runs of neighbours from everywhere', () => {
  const random = createRandom(3)
  const seen = new Set<number>()
  for (let draw = 0; draw < 50; draw++) {
    const indices = resampledBlocks(103, random, 10)
    expect(indices).toHaveLength(103)
    indices.forEach((index, i) => {
      if (i % 10 > 0) expect(index).toBe(indices[i - 1]! + 1)
      seen.add(index)
    })
  }
  expect(Math.max(...seen)).toBe(102)
  expect(seen.size).toBe(103)
})

test('a mean of neighbours that move together is as uncertain as it is', () => {
  const random = createRandom(4)
  const levels: number[] = Array.from({ length: 40 }, () => (random() < 0.5 ? 0 : 1))
  const values = levels.flatMap((level) => Array.from({ length: 25 }, () => level))
  const mean = (indices: Uint32Array) => {
    const drawn = [...indices].map((i) => values[i]!)
    return drawn.reduce((sum, value) => sum + value, 0) / drawn.length
  }
  const spread = (block: number) => {
    const means = Array.from({ length: 400 }, () => mean(resampledBlocks(1000, random, block)))
    const middle = means.reduce((sum, value) => sum + value, 0) / means.length
    return Math.sqrt(means.reduce((sum, value) => sum + (value - middle) ** 2, 0) / means.length)
  }
  // 40 independent levels of standard deviation ½: 0.079; 1000 independent samples: 0.016.
  expect(spread(50)).toBeGreaterThan(0.055)
  expect(spread(1)).toBeLessThan(0.02)
})
