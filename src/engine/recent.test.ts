import { describe, expect, it } from 'vitest'

import { createRecentSamples } from './recent.ts'

const STEP = 3600
const LENGTH = 7 * 24

describe('createRecentSamples', () => {
  it('answers what was recorded, oldest first', () => {
    const recent = createRecentSamples(STEP)
    recent.record(3, Float64Array.of(STEP, 2 * STEP), Float64Array.of(1, 2))
    recent.record(3, Float64Array.of(4 * STEP), Float64Array.of(4))
    expect([...recent.read(3)!.values]).toEqual([1, 2, NaN, 4])
    expect(recent.read(3)!.timestamps[3]).toBe(4 * STEP)
  })

  it('forgets what is older than a week, even after a long gap', () => {
    const recent = createRecentSamples(STEP)
    recent.record(0, Float64Array.of(STEP), Float64Array.of(1))
    recent.record(0, Float64Array.of((LENGTH + 10) * STEP), Float64Array.of(2))
    const { timestamps, values } = recent.read(0)!
    expect(timestamps.length).toBe(LENGTH)
    expect([...values].filter(Number.isFinite)).toEqual([2])
  })

  it('knows nothing of other signals', () => {
    expect(createRecentSamples(STEP).read(9)).toBeUndefined()
  })
})
