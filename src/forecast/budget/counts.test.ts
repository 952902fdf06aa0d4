import { expect, test } from 'vitest'

import { ratioOf, sumOfNewest } from './counts.ts'

const counts = {
  step: 300,
  end: 1200,
  errors: Float64Array.of(9, 1, NaN, 5),
  total: Float64Array.of(90, 10, NaN, 4),
}

test.each([
  [1, 4, 4],
  [2, 4, 4],
  [2.75, 5, 14],
  [3, 5, 14],
  [99, 14, 104],
])('the newest %d stretches', (stretches, errors, total) => {
  expect(sumOfNewest(counts, stretches)).toEqual({ errors, total })
})

test('no events are no errors', () => {
  expect(ratioOf({ errors: 0, total: 0 })).toBe(0)
  expect(ratioOf({ errors: 1, total: 4 })).toBe(0.25)
})
