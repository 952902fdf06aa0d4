import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { aStatement } from '../../../test/findings.ts'
import { seriesOf } from '../../../test/series.ts'
import { usualRelief } from './relief.ts'
import { settlementOf } from './settle.ts'

/** Said at 1000 of 0.8: "1 is reached within an hour". Samples come every minute from 1060 on. */
const said = aStatement({ horizon_seconds: 3600 })
const DUE = 4600
const after = (values: readonly number[]) => seriesOf(values, { start: 1060 })
const minutes = (count: number, value: number | ((i: number) => number)) =>
  Array.from({ length: count }, (_, i) => (typeof value === 'number' ? value : value(i)))

describe('settlementOf', () => {
  it('came true at the first sample that reaches the threshold, at its height', () => {
    const samples = after([0.9, 0.99, 1, 0.5])
    expect(settlementOf(said, samples)).toEqual({ outcome: 'came_true', at: 1180 })
    const down = { ...said, direction: 'down' as const, threshold: 0, value: 0.2 }
    expect(settlementOf(down, after([0.1, 0, 0.1]))).toEqual({ outcome: 'came_true', at: 1120 })
  })

  it('came true in the last second of the horizon, and not a sample later', () => {
    const values = minutes(61, 0.8)
    expect(settlementOf(said, after([...values.slice(0, 59), 1]))?.outcome).toBe('came_true')
    expect(settlementOf(said, after([...values.slice(0, 60), 1]))).toEqual({
      outcome: 'did_not',
      at: DUE,
    })
  })

  it('does not look at what was before it was said', () => {
    const samples = seriesOf([1, ...minutes(61, 0.8)], { start: 1000 })
    expect(settlementOf(said, samples)?.outcome).toBe('did_not')
  })

  it('waits until its horizon has passed', () => {
    expect(settlementOf(said, after(minutes(59, 0.8)))).toBeUndefined()
    expect(settlementOf(said, after(minutes(60, 0.8)))?.outcome).toBe('did_not')
  })

  it('does not know what nobody saw', () => {
    const lost = after(minutes(70, (i) => (i < 50 ? 0.8 : NaN)))
    expect(settlementOf(said, lost)?.outcome).toBe('unknown')
    const hole = after(minutes(70, (i) => (i > 10 && i < 40 ? NaN : 0.8)))
    expect(settlementOf(said, hole)?.outcome).toBe('unknown')
    const tooYoung = seriesOf(minutes(9, 0.8), { start: 1060 + 3600 })
    expect(settlementOf(said, tooYoung)?.outcome).toBe('unknown')
    expect(settlementOf(said, after(minutes(70, NaN)))?.outcome).toBe('unknown')
  })

  it('bears a short hole', () => {
    const hole = after(minutes(70, (i) => (i > 10 && i < 20 ? NaN : 0.8)))
    expect(settlementOf(said, hole)?.outcome).toBe('did_not')
  })

  it('agrees with the plain definition on whole series', () => {
    const series = fc.array(fc.double({ min: 0.75, max: 1.05, noNaN: true }), {
      minLength: 61,
      maxLength: 61,
    })
    fc.assert(
      fc.property(series, (values) => {
        const samples = after(values)
        const reached = values.slice(0, 60).some((value) => Math.fround(value) >= 1)
        const outcome = settlementOf({ ...said, usual_relief: 1 }, samples)?.outcome
        expect(outcome).toBe(reached ? 'came_true' : 'did_not')
      }),
    )
  })
})

describe('what was averted', () => {
  const cleaned = after([0.82, 0.84, 0.4, 0.41, 0.42])

  it('is a jump away, to farther than where it began, that lasts', () => {
    expect(settlementOf(said, cleaned)).toEqual({ outcome: 'averted', at: 1300 })
    expect(settlementOf(said, after([0.82, 0.84, 0.4]))).toBeUndefined()
    expect(settlementOf(said, after([0.82, 0.84, 0.4, 0.9, 0.9]))).toBeUndefined()
  })

  it('is not what the history had: a rotation, a daily fall', () => {
    expect(settlementOf({ ...said, usual_relief: 0.3 }, cleaned)).toBeUndefined()
    expect(settlementOf({ ...said, usual_relief: 0.2 }, cleaned)?.outcome).toBe('averted')
  })

  it('is not a jump that leaves it closer than it was, nor a trifle, nor a slow fall', () => {
    const closer = after([0.9, 0.99, 0.85, 0.85, 0.85])
    expect(settlementOf(said, closer)).toBeUndefined()
    const trifle = after([0.81, 0.79, 0.79, 0.79])
    expect(settlementOf(said, trifle)).toBeUndefined()
    // 0.001 a minute: 0.03 in half an hour, less than a quarter of the 0.2 that were left.
    expect(settlementOf(said, after(minutes(59, (i) => 0.8 - i * 0.001)))).toBeUndefined()
  })

  it('comes true after all when the threshold is reached within the horizon', () => {
    const averted = { ...said, outcome: 'averted' as const, settled_at: 1300 }
    expect(settlementOf(averted, cleaned)).toBeUndefined()
    const again = after([0.82, 0.84, 0.4, 0.41, 0.42, 1])
    expect(settlementOf(averted, again)?.outcome).toBe('came_true')
    expect(settlementOf(averted, after(minutes(61, 0.4)))).toBeUndefined()
  })

  it('is the same downwards', () => {
    const free = { ...said, direction: 'down' as const, threshold: 0, value: 0.2 }
    expect(settlementOf(free, after([0.18, 0.16, 0.6, 0.6, 0.6]))?.outcome).toBe('averted')
  })
})

describe('usualRelief', () => {
  it('is the largest fall within half an hour', () => {
    // From 5 at minute 1 to 2 at minute 3; the 9 is an hour before the 1.
    const values = [9, ...minutes(60, 1), 5, 3, NaN, 2]
    expect(usualRelief(seriesOf(values.slice(1)), 'up')).toBe(3)
    expect(usualRelief(seriesOf([1, 4, 2, 3]), 'down')).toBe(3)
    expect(usualRelief(seriesOf([1, 2, 3]), 'up')).toBe(0)
    expect(usualRelief(seriesOf([]), 'up')).toBe(0)
  })

  it('agrees with trying every pair', () => {
    const value = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constant(NaN))
    fc.assert(
      fc.property(fc.array(value, { maxLength: 80 }), fc.constantFrom(60, 300), (values, step) => {
        let largest = 0
        values.forEach((late, j) => {
          for (let i = 0; i < j; i++)
            if ((j - i) * step <= 1800 && values[i]! - late > largest) largest = values[i]! - late
        })
        expect(usualRelief(seriesOf(values, { step }), 'up')).toBe(largest)
      }),
    )
  })
})
