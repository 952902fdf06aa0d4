import * as fc from 'fast-check'
import { expect, it } from 'vitest'

import { hasFarGap } from './far-gap.ts'

const BOUNDS = { shift: 0, low: 50, high: 200 }

// The oracle sorts everything.
function hasGap(values: readonly number[]): boolean {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted.some((value, i) => {
    const next = sorted[i + 1]
    if (next === undefined || next < 1.5 * value) return false
    return next >= BOUNDS.high || value <= BOUNDS.low
  })
}

it('answers what sorting would', () => {
  const any = fc.array(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), {
    minLength: 2,
    maxLength: 9,
  })
  const dense = fc.array(fc.integer({ min: 20, max: 500 }), { minLength: 20, maxLength: 60 })
  let gaps = 0
  fc.assert(
    fc.property(fc.oneof(any, dense), (values) => {
      const expected = hasGap(values)
      if (expected) gaps++
      expect(hasFarGap(Float64Array.from(values), BOUNDS)).toBe(expected)
    }),
    { numRuns: 3000 },
  )
  // Otherwise the property would say nothing.
  expect(gaps).toBeGreaterThan(300)
  expect(gaps).toBeLessThan(2900)
})

it('looks at values plus the shift', () => {
  const values = Float64Array.of(0, 1, 2, 3, 260)
  expect(hasFarGap(values, { ...BOUNDS, low: 0.001 })).toBe(true)
  expect(hasFarGap(values, { shift: 1000, low: 0.001, high: 200 })).toBe(false)
})
