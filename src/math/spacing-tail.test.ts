import { describe, expect, it } from 'vitest'

import { createRandom } from './random.ts'
import { logGapProbability } from './spacing-tail.ts'

describe('logGapProbability', () => {
  // By hand: of 11 values 0, 0.1 … 1 the ten above the lowest exceed it by 5.5 together, and the
  // highest by 1 for the one value above, so the probability is (1 + 6.5 / (5.5 + 1))^-10 = 2^-10.
  it('is the tail of F(2, 2m)', () => {
    const sorted = Float64Array.from([...Array.from({ length: 11 }, (_, i) => i / 10), 7.5])
    expect(logGapProbability(sorted, { below: 11, gap: 6.5, clusters: 1 })).toBeCloseTo(
      -10 * Math.log10(2),
      10,
    )
  })

  it('is smaller the more groups lie above the gap', () => {
    const sorted = Float64Array.from({ length: 40 }, (_, i) => i / 40)
    const one = logGapProbability(sorted, { below: 30, gap: 1, clusters: 1 })
    expect(logGapProbability(sorted, { below: 30, gap: 1, clusters: 4 })).toBeLessThan(one)
  })

  it('of constant values is that of values two percent apart', () => {
    const sorted = new Float64Array(20).fill(3)
    const expected = -10 * Math.log10(1 + 2 / (10 * 0.02))
    expect(logGapProbability(sorted, { below: 20, gap: 2, clusters: 1 })).toBeCloseTo(expected, 10)
  })

  // Under a Pareto tail the probability must be uniform: as many below p as p says.
  it.each([
    [0.1, 1],
    [0.01, 1],
    [0.1, 5],
    [0.01, 5],
  ])('keeps its word under a Pareto tail: %d with %d above', (p, above) => {
    const random = createRandom(7)
    const runs = 20_000
    let below = 0
    for (let run = 0; run < runs; run++) {
      const logs = Float64Array.from({ length: 60 }, () => -Math.log(1 - random()) / 1.5).sort()
      const rest = 60 - above
      const gap = logs[rest]! - logs[rest - 1]!
      const found = logGapProbability(logs, { below: rest, gap, clusters: above })
      if (found <= Math.log10(p)) below++
    }
    expect(below / runs).toBeGreaterThan(0.8 * p)
    expect(below / runs).toBeLessThan(1.2 * p)
  })
})
