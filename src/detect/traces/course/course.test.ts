import { expect, it } from 'vitest'

import { normalNoise } from '../../../../test/series.ts'
import { describeCourse } from './course.ts'

const LENGTH = 120
const places = Float64Array.from({ length: LENGTH }, (_, i) => (i + 0.5) / LENGTH)

/** Noise that wanders, as of a rate over many samples, in logs. */
function wandering(seed: number, height: (i: number) => number): Float64Array {
  const noise = normalNoise(LENGTH + 20, { seed, deviation: 0.03 })
  return Float64Array.from(places, (_, i) => {
    const mean = noise.slice(i, i + 20).reduce((sum, value) => sum + value, 0) / 20
    return height(i) + mean
  })
}

it.each(Array.from({ length: 20 }, (_, i) => i + 1))(
  'tells a level five times as high from a ramp, and where it begins (seed %i)',
  (seed) => {
    // As a rate over ten blocks rises when what it counts jumps at the 80th.
    const jump = (i: number) => Math.log(1 + 4 * Math.min(1, Math.max(0, (i - 79) / 10)))
    const { changes } = describeCourse(wandering(seed, jump), places)
    expect(changes).toHaveLength(1)
    expect(changes[0]!.kind).toBe('shift')
    expect(changes[0]!.from).toBeGreaterThanOrEqual(80)
    expect(changes[0]!.from).toBeLessThanOrEqual(85)
    expect(changes[0]!.height).toBeCloseTo(Math.log(5), 1)
  },
)

it('makes no course of one or two blocks alone, however far they are', () => {
  for (const width of [1, 2]) {
    const far = (i: number) => (i >= 60 && i < 60 + width ? 5 : 0)
    expect(describeCourse(wandering(3, far), places).changes).toEqual([])
  }
})
