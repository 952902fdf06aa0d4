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

/** A period of 30 blocks, a quarter high, and what is put upon it. */
function periodic(seed: number, height: (i: number) => number): Float64Array {
  const noise = normalNoise(LENGTH, { seed, deviation: 0.05 })
  return Float64Array.from(
    noise,
    (value, i) => value + 0.25 * Math.sin((2 * Math.PI * i) / 30) + height(i),
  )
}

it.each([1, 2, 3, 4, 5, 6])('finds a burst and a jump beside a period (seed %i)', (seed) => {
  const burst = (i: number) => (i >= 50 && i < 62 ? Math.log(8) : 0)
  const jump = (i: number) => (i >= 70 ? Math.log(2) : 0)
  for (const [height, kind, from] of [
    [burst, 'pulse', 50],
    [jump, 'shift', 70],
  ] as const) {
    const { changes } = describeCourse(periodic(seed, height), places)
    expect(changes.map((change) => change.kind)).toEqual([kind])
    expect(Math.abs(changes[0]!.from - from)).toBeLessThanOrEqual(1)
  }
})

it('takes a period alone for nothing odd', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const { changes, isLevel } = describeCourse(
      periodic(seed, () => 0),
      places,
    )
    expect({ changes, isLevel }).toEqual({ changes: [], isLevel: false })
  }
})
