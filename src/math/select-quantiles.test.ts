import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { quantileSorted } from './quantile.ts'
import { selectNth, selectQuantiles } from './select-quantiles.ts'

// Beyond this the difference of two values overflows, in either way of interpolating.
const values = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 5 }),
    // No minus zero: sorting puts it before zero, selecting need not.
    fc.double({ noNaN: true, min: -1e300, max: 1e300 }).map((value) => value + 0),
  ),
  {
    maxLength: 80,
  },
)

describe('selectQuantiles', () => {
  it('answers what sorting would', () => {
    fc.assert(
      fc.property(values, (list) => {
        const ps = [0, 0.1, 0.5, 0.5, 0.95, 0.99, 1]
        const sorted = Float64Array.from(list).sort()
        expect(selectQuantiles(Float64Array.from(list), ps)).toEqual(
          ps.map((p) => quantileSorted(sorted, p)),
        )
      }),
    )
  })
})

describe('selectNth', () => {
  it('finds the n-th of a part and leaves the rest alone', () => {
    fc.assert(
      fc.property(values, fc.nat(20), fc.nat(20), fc.nat(20), (list, start, size, place) => {
        const array = Float64Array.from(list)
        const left = Math.min(start, list.length - 1)
        const right = Math.min(left + size, list.length - 1)
        if (list.length === 0) return
        const n = Math.min(left + place, right)
        const part = Float64Array.from(list.slice(left, right + 1)).sort()
        expect(selectNth(array, n, left, right)).toBe(part[n - left])
        expect([...array.subarray(0, left)]).toEqual(list.slice(0, left))
        expect([...array.subarray(right + 1)]).toEqual(list.slice(right + 1))
      }),
    )
  })

  it('stays fast on values that are all the same', () => {
    expect(selectNth(new Float64Array(100_000).fill(7), 50_000)).toBe(7)
  })
})
