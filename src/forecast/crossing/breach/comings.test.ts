import { expect, it } from 'vitest'

import { comesAndGoes } from './comings.ts'

const ask = (values: number[]) =>
  comesAndGoes({ step: 60, steps: 5, seed: 1, threshold: 10, values: Float64Array.from(values) })

it('is what reached it three times, however long it stayed', () => {
  expect(ask([0, 10, 0, 12, 12, 12, 3, 11, 2])).toBe(true)
  expect(ask([0, 10, 0, 12, 12, 12, 3, 9, 2])).toBe(false)
  expect(ask([0, 1, 2, 3, 4])).toBe(false)
})
