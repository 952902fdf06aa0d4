import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { seriesOf } from '../../../test/series.ts'
import { createSeries } from '../../model/series.ts'
import { alignToGrid, onGrid, partsOf, pointCount } from './grid.ts'
import { joinParts } from './join.ts'

describe('alignToGrid', () => {
  it('puts samples at their times and NaN where there are none', () => {
    const series = createSeries({}, Float64Array.of(60, 180), Float64Array.of(1, 3))
    const aligned = alignToGrid(series, { start: 0, end: 240, step: 60 })
    expect(Array.from(aligned)).toEqual([NaN, 1, NaN, 3, NaN])
  })

  it('takes the last sample of a step and never one that comes later', () => {
    const series = createSeries({}, Float64Array.of(1, 59, 61), Float64Array.of(1, 2, 3))
    const aligned = alignToGrid(series, { start: 0, end: 60, step: 60 })
    expect(Array.from(aligned)).toEqual([NaN, 2])
  })

  it('is not moved by the rounding of fractions', () => {
    const series = seriesOf([...Array(1000).keys()], { start: 1_700_000_000.1, step: 0.1 })
    const aligned = alignToGrid(series, { start: 1_700_000_000.1, end: 1_700_000_100, step: 0.1 })
    expect(Array.from(aligned)).toEqual([...Array(1000).keys()])
  })
})

describe('partsOf', () => {
  const range = fc.record({
    start: fc.nat({ max: 10_000 }).map((n) => n * 15),
    points: fc.integer({ min: 1, max: 5000 }),
    maxPoints: fc.integer({ min: 1, max: 700 }),
  })

  it('covers every time once, and no part is over the limit', () => {
    fc.assert(
      fc.property(range, ({ start, points, maxPoints }) => {
        const whole = { start, end: start + (points - 1) * 15, step: 15 }
        const parts = partsOf(whole, maxPoints)
        const times = parts.flatMap((part) =>
          Array.from({ length: pointCount(part) }, (_, i) => part.start + i * 15),
        )
        expect(times).toEqual(Array.from({ length: points }, (_, i) => start + i * 15))
        expect(parts.every((part) => pointCount(part) <= maxPoints)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  it('joins what was cut: as if it had been asked at once', () => {
    fc.assert(
      fc.property(range, ({ start, points, maxPoints }) => {
        const whole = seriesOf([...Array(points).keys()], { start, step: 15 })
        const parts = partsOf({ start, end: start + (points - 1) * 15, step: 15 }, maxPoints)
        const answers = parts.map((part) => {
          const from = whole.timestamps.indexOf(part.start)
          const to = from + pointCount(part)
          return {
            series: [
              createSeries(
                whole.labels,
                whole.timestamps.slice(from, to),
                whole.values.slice(from, to),
              ),
            ],
            warnings: ['w'],
          }
        })
        expect(joinParts(answers)).toEqual({ series: [whole], warnings: ['w'] })
      }),
      { numRuns: 50 },
    )
  })

  it('keeps series that come and go, whatever the order of their labels, and no time twice', () => {
    const a = createSeries({ x: '1', y: '2' }, Float64Array.of(1, 2), Float64Array.of(1, 2))
    const again = createSeries({ y: '2', x: '1' }, Float64Array.of(2, 3), Float64Array.of(9, 3))
    const other = createSeries({ x: '1' }, Float64Array.of(3), Float64Array.of(5))
    const { series } = joinParts([
      { series: [a], warnings: [] },
      { series: [other, again], warnings: [] },
    ])
    expect(series.map(({ values }) => Array.from(values))).toEqual([[1, 2, 3], [5]])
  })
})

describe('onGrid', () => {
  it('stays inside the range, on multiples of the step', () => {
    expect(onGrid({ start: 7, end: 100, step: 15 })).toEqual({ start: 15, end: 90, step: 15 })
    expect(onGrid({ start: 15, end: 90, step: 15 })).toEqual({ start: 15, end: 90, step: 15 })
    expect(pointCount(onGrid({ start: 1, end: 14, step: 15 }))).toBe(0)
  })
})
