import { expect, it } from 'vitest'

import { aucOf, brierOf } from './brier.ts'

const told = [
  { probability: 0.9, came: true },
  { probability: 0.4, came: false },
  { probability: 0.4, came: true },
  { probability: 0.1, came: false },
]

it('is the mean squared difference', () => {
  // (.01 + .16 + .36 + .01) / 4
  expect(brierOf(told)).toBeCloseTo(0.135, 12)
})

it('counts pairs in the right order, ties half', () => {
  // Pairs: .9 > .4, .9 > .1, .4 = .4, .4 > .1.
  expect(aucOf(told)).toBeCloseTo(3.5 / 4, 12)
  expect(aucOf(told.map((one) => ({ ...one, probability: 1 - one.probability })))).toBeCloseTo(
    0.5 / 4,
    12,
  )
})
