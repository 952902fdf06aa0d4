import { expect, it } from 'vitest'

import { studentQuantile, studentTail } from './student-tail.ts'

// Tables of the t distribution: two-sided 5 % and 1 %.
it.each([
  [1, 0.05, 12.7062],
  [4, 0.05, 2.77645],
  [8, 0.01, 3.35539],
  [30, 0.05, 2.04227],
  [1e7, 0.05, 1.95996],
])('agrees with the tables: %d degrees, %d', (freedom, probability, t) => {
  expect(studentTail(t, freedom)).toBeCloseTo(probability, 5)
  expect(studentTail(-t, freedom)).toBeCloseTo(probability, 5)
  expect(studentQuantile(probability, freedom)).toBeCloseTo(t, 3)
})

// With one degree of freedom it is Cauchy's distribution: 1 - 2/pi * atan(t).
it('is exact for one degree of freedom', () => {
  for (const t of [0, 0.1, 1, 3, 50])
    expect(studentTail(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 10)
})

it('answers for what is no number', () => {
  expect(studentTail(Number.NaN, 5)).toBe(1)
  expect(studentTail(Infinity, 5)).toBe(0)
  expect(studentTail(3, 0)).toBe(1)
})
