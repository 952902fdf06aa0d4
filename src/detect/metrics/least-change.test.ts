import { describe, expect, it } from 'vitest'

import { leastChangeFrom, matters } from './least-change.ts'

describe('matters', () => {
  it('asks for what somebody would act on in the unit', () => {
    expect(matters(0.0021, 0.002, { unit: 'seconds' })).toBe(false)
    expect(matters(0.0026, 0.002, { unit: 'seconds' })).toBe(true)
    expect(matters(5.4, 5, { unit: 'count' })).toBe(false)
    expect(matters(4.5, 5, { unit: 'count' })).toBe(true)
  })

  it('asks for a thousandth of what was expected, but of a point in time', () => {
    expect(matters(10_009, 10_000, { unit: 'none' })).toBe(false)
    expect(matters(10_010, 10_000, { unit: 'none' })).toBe(true)
    expect(matters(1_800_000_002, 1_800_000_000, { unit: 'timestamp' })).toBe(true)
  })

  it('takes the word of an override for each of the two, and both must be reached', () => {
    const absolute = { unit: 'ratio', leastChange: { absolute: 0.05 } } as const
    expect([0.14, 0.16].map((observed) => matters(observed, 0.1, absolute))).toEqual([false, true])
    const relative = { unit: 'none', leastChange: { relative: 0.1 } } as const
    expect([109, 91, 110, 90].map((observed) => matters(observed, 100, relative))).toEqual([
      false,
      false,
      true,
      true,
    ])
    const both = { unit: 'seconds', leastChange: { absolute: 5, relative: 0.1 } } as const
    // At 20 the absolute decides, at 100 the relative.
    expect([leastChangeFrom(20, both), leastChangeFrom(100, both)]).toEqual([5, 10])
  })

  it('lets an override ask for less than the unit does', () => {
    const anything = { unit: 'bytes', leastChange: { absolute: 0, relative: 0 } } as const
    expect(matters(101, 100, { unit: 'bytes' })).toBe(false)
    expect(matters(101, 100, anything)).toBe(true)
  })

  it('knows no share of nothing: from zero the absolute change decides', () => {
    const relative = { unit: 'none', leastChange: { relative: 0.5 } } as const
    expect(matters(0.001, 0, relative)).toBe(true)
    expect(matters(-5, -10, relative)).toBe(true)
    expect(matters(-6, -10, relative)).toBe(false)
  })

  it('has nothing to say where nothing was expected', () => {
    expect(matters(5, NaN, { unit: 'none' })).toBe(false)
  })
})
