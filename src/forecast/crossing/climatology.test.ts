import { expect, it } from 'vitest'

import { climatologyOf } from './climatology.ts'

const question = { step: 3600, threshold: 10, steps: 2, seed: 1 }

it('counts the windows that began below and saw the threshold', () => {
  // The windows of two that begin after a value below 10.
  const values = Float64Array.from([0, 0, 0, 12, 0, 0, 0])
  const windows = [
    [0, 0],
    [0, 12],
    [12, 0],
    [0, 0],
  ]
  const reached = windows.filter((window) => window.includes(12)).length
  expect(climatologyOf({ ...question, values })).toBeCloseTo((reached + 0.5) / (4 + 1), 12)
})

it('knows nothing where no window fits', () => {
  expect(climatologyOf({ ...question, values: Float64Array.of(1, 2), steps: 5 })).toBe(0.5)
})
