import { describe, expect, it } from 'vitest'

import { wavesOf } from './waves.ts'

function at(t: number, day: number, week: number): number[] {
  const waves = wavesOf({ day, week })
  const row = new Float64Array(waves.count + 2)
  waves.write(t, row, 1)
  expect([row[0], row.at(-1)]).toEqual([0, 0])
  return [...row.subarray(1, -1)]
}

describe('waves', () => {
  it('of a day of 4 steps: one, since the second cannot be told from its steps', () => {
    const [sine, cosine, ...rest] = at(5, 4, 0)
    expect(rest).toEqual([])
    expect([sine, cosine]).toEqual([expect.closeTo(1, 12), expect.closeTo(0, 12)])
  })

  it('of a week: six, without those that are a day', () => {
    const row = at(30, 24, 168)
    expect(row).toHaveLength(2 * (11 + 6))
    // Third wave of the day, first wave of the week.
    expect(row[4]).toBeCloseTo(Math.sin((2 * Math.PI * 3 * 30) / 24), 12)
    expect(row[23]).toBeCloseTo(Math.cos((2 * Math.PI * 30) / 168), 12)
    expect(at(30, 24, 48)).toHaveLength(2 * (11 + 6))
  })

  it('return after a whole cycle', () => {
    const later = at(30 + 168, 24, 168)
    at(30, 24, 168).forEach((value, i) => expect(later[i]).toBeCloseTo(value, 9))
  })
})
