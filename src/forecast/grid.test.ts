import { describe, expect, it } from 'vitest'

import { seriesOf } from '../../test/series.ts'
import { createSeries } from '../model/series.ts'
import { gridOf } from './grid.ts'

const rising = Array.from({ length: 40 }, (_, i) => i)

describe('gridOf', () => {
  it('fills short gaps by a straight line, be they NaN or missing rows', () => {
    const holes = rising.map((value) => (value === 10 || value === 11 ? NaN : value))
    expect([...gridOf(seriesOf(holes))!.values]).toEqual(rising)
    const rows = rising.filter((value) => value !== 20)
    const missing = createSeries(
      {},
      Float64Array.from(rows, (i) => i * 15),
      Float64Array.from(rows),
    )
    expect([...gridOf(missing)!.values]).toEqual(rising)
  })

  it('counts the steps after the last finite sample', () => {
    const grid = gridOf(seriesOf([...rising, NaN, NaN], { start: 600, step: 30 }))!
    expect(grid).toMatchObject({ step: 30, end: 600 + 39 * 30, trailing: 2 })
  })

  it('leaves out an old stretch before a long outage', () => {
    const timestamps = Float64Array.from(
      [...rising, ...rising.map((i) => i + 10_000)],
      (i) => i * 60,
    )
    const grid = gridOf(createSeries({}, timestamps, new Float64Array(80).fill(1)))!
    expect(grid.values).toHaveLength(40)
  })

  it('asks for 24 finite samples and for most of the cells', () => {
    expect(gridOf(seriesOf(rising.slice(0, 23)))).toBeUndefined()
    expect(gridOf(seriesOf(rising.slice(0, 24)))).toBeDefined()
    expect(gridOf(seriesOf(rising.map((i) => (i % 2 ? i : NaN))))).toBeUndefined()
    expect(gridOf(seriesOf(new Float64Array(50).fill(NaN)))).toBeUndefined()
    expect(gridOf(seriesOf([]))).toBeUndefined()
  })
})
