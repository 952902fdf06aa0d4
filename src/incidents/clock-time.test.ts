import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { civilDate, formatBetween, formatClock, formatSpan, formatTime } from './clock-time.ts'

const at = (text: string) => Date.parse(text) / 1000

describe('civilDate and formatClock', () => {
  it('agree with Date over ten thousand years', () => {
    const seconds = fc.integer({ min: at('-003000-01-01T00:00Z'), max: at('7000-01-01T00:00Z') })
    fc.assert(
      fc.property(seconds, (time) => {
        const date = new Date(time * 1000)
        expect(civilDate(Math.floor(time / 86_400))).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
        })
        const { hours, minutes } = /T(?<hours>\d\d):(?<minutes>\d\d)/.exec(date.toISOString())!
          .groups as { hours: string; minutes: string }
        // Only what came after 1970 is ever told.
        expect(formatClock(Math.max(0, time))).toBe(time < 0 ? '00:00' : `${hours}:${minutes}`)
      }),
    )
  })
})

describe('formatTime', () => {
  const now = at('2026-11-22T14:30:00Z')
  it.each([
    ['2026-11-22T14:03:59Z', '14:03 UTC'],
    ['2026-11-21T23:59:00Z', '21 Nov 23:59 UTC'],
    ['2025-02-28T00:00:00Z', '28 Feb 2025 00:00 UTC'],
  ])('of %s is %s', (time, text) => {
    expect(formatTime(at(time), now)).toBe(text)
  })

  it('says a date once', () => {
    const start = at('2026-11-22T14:03:00Z')
    expect(formatSpan(start, start + 1020, now)).toBe('14:03 to 14:20 UTC')
    expect(formatSpan(start - 86_400, start - 86_340, now)).toBe('21 Nov 14:03 to 14:04 UTC')
    expect(formatSpan(start - 86_400, start, now)).toBe('21 Nov 14:03 to 22 Nov 14:03 UTC')
    expect(formatBetween(start, start + 86_400, now)).toBe('between 14:03 and 23 Nov 14:03 UTC')
  })
})
