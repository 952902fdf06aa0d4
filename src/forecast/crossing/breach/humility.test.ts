import { expect, it } from 'vitest'

import { humility } from './humility.ts'

const seasons = { day: 0, week: 0 }
/** Median 5, highest 10. */
const values = Float64Array.from({ length: 110 }, (_, i) => i % 11)

it('counts one imagined horizon beside those seen', () => {
  const humble = humility({ values, threshold: 9, steps: 10, seasons, day: 0 })
  // Ten horizons fit before the newest.
  expect(humble(0)).toBeCloseTo(0.5 / 11, 12)
  expect(humble(1)).toBeCloseTo(10.5 / 11, 12)
  expect(humble(0.5)).toBeCloseTo(0.5, 12)
})

it('imagines less of what is far above all that was seen', () => {
  const at = (threshold: number) =>
    humility({ values, threshold, steps: 10, seasons, day: 0 })(0) * 11
  expect(at(10)).toBeCloseTo(0.5, 12)
  // Twice as far from the median as the highest.
  expect(at(15)).toBeCloseTo(0.125, 12)
  expect(at(1e9)).toBeCloseTo(0.005, 12)
})

it('of a horizon as long as the history knows only what it imagines', () => {
  const humble = humility({ values, threshold: 9, steps: 200, seasons, day: 0 })
  expect([humble(0), humble(1)]).toEqual([0.5, 0.5])
})

it('stays a probability of a constant', () => {
  const constant = new Float64Array(50).fill(3)
  const humble = humility({ values: constant, threshold: 4, steps: 5, seasons, day: 0 })
  expect(humble(0)).toBeCloseTo(0.005 / 10, 12)
})
