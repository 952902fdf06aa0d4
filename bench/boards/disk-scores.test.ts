import { expect, it } from 'vitest'

import { alarms, thresholdFor } from './disk-scores.ts'

const said = [
  { probability: 0.9, came: true },
  { probability: 0.6, came: false },
  { probability: 0.3, came: true },
  { probability: 0.05, came: false },
]

it('scores answers, by hand', () => {
  expect(alarms(said)).toEqual({ precision: 1 / 2, recall: 1 / 2, falseAlarms: 1 })
  expect(alarms(said, 0.1)).toEqual({ precision: 2 / 3, recall: 1, falseAlarms: 1 })
  expect(thresholdFor(said, 0.5)).toBe(0.9)
  expect(thresholdFor(said, 0.51)).toBe(0.3)
})
