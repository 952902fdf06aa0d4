import * as fc from 'fast-check'
import { expect, it } from 'vitest'

import { mayHaveGap } from './gap-hint.ts'

// The oracle sorts.
function hasGap(values: readonly number[], low: number, high: number): boolean {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted.some((value, i) => {
    const next = sorted[i + 1]
    return next !== undefined && next >= 1.5 * value && (next >= high || value <= low)
  })
}

it('never misses a gap', () => {
  const value = fc.double({ min: 1e-3, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(fc.array(value, { minLength: 2, maxLength: 60 }), (values) => {
      if (!hasGap(values, 50, 200)) return
      expect(mayHaveGap(Float64Array.from(values), { shift: 0, low: 50, high: 200 })).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

it('sees none in values without gaps', () => {
  const values = Float64Array.from({ length: 2000 }, (_, i) => 10 + i / 2)
  expect(mayHaveGap(values, { shift: 0, low: 50, high: 200 })).toBe(false)
})
