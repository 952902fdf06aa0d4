import { expect, it } from 'vitest'

import { seriesOf } from '../../../../test/series.ts'
import { lastingJumps } from './jumps.ts'
import { predictCrossing } from '../predict-crossing.ts'

it('leaves out what a later fall of the same size undid', () => {
  const jumps = [4.5, -4.2, 6, -11, 3].map((size, index) => ({ index, size }))
  expect(lastingJumps(jumps).map(({ size }) => size)).toEqual([6, -11, 3])
})

it('sees a steady fill under copies that come and go', () => {
  const copies = [
    [300, 350],
    [1053, 1095],
    [1704, 1757],
  ]
  const values = Array.from({ length: 2016 }, (_, i) => {
    const isCopied = copies.some(([from, to]) => i >= from! && i < to!)
    return 50 + i / 64 + (isCopied ? 5 : 0) + 0.1 * Math.sin(i)
  })
  const { probability, model } = predictCrossing(seriesOf(values, { step: 300 }), {
    threshold: 95,
    direction: 'up',
    horizonSeconds: 4 * 86_400,
  })!
  expect(model).toBe('exhaustion')
  expect(probability).toBeGreaterThan(0.8)
})
