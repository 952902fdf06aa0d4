import * as fc from 'fast-check'
import { expect, it } from 'vitest'

import { formatRfc3339 } from './rfc3339.ts'

it('writes times as Date does', () => {
  const date = fc.date({
    min: new Date('0000-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(date, (when) => {
      expect(formatRfc3339(when.getTime() / 1000)).toBe(when.toISOString())
    }),
    { numRuns: 1000 },
  )
})

it.each([NaN, Infinity, -Infinity, 1e12, -1e12])('has no word for %d', (seconds) => {
  expect(formatRfc3339(seconds)).toBeNull()
})
