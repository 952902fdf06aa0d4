import { expect, it } from 'vitest'

import { parseRows } from './board.ts'
import { parsePublished, rankPublished } from './published.ts'
import { spectralResidual } from './spectral-residual.ts'
import { windowedGaussian } from './windowed-gaussian.ts'

it('reads columns, gaps and labels', () => {
  const { timestamps, columns, labels } = parseRows(
    'timestamp,m0,m1,label\n60,1.5,,0\n120,nan,-2e3,1\n',
  )
  expect([...timestamps]).toEqual([60, 120])
  expect(columns.map((column) => [...column])).toEqual([
    [1.5, NaN],
    [NaN, -2000],
  ])
  expect([...labels]).toEqual([0, 1])
})

it('ranks published detectors by their mean over the series asked for', () => {
  const published = parsePublished('name,Slow,Quick\na,.2,.4\nb,.6,.1\nc,0,1\n')
  const ranks = rankPublished(published, ['a', 'b'])
  expect(ranks.map(({ detector }) => detector)).toEqual(['Slow', 'Quick'])
  expect(ranks.map(({ mean }) => mean)).toEqual([expect.closeTo(0.4), expect.closeTo(0.25)])
})

it('the spectral residual is loudest at a spike on a wave', () => {
  const values = Float64Array.from({ length: 1001 }, (_, i) => Math.sin(i / 9) + Math.cos(i / 23))
  values[617]! += 3
  const residual = spectralResidual(values)
  expect(residual.indexOf(Math.max(...residual))).toBe(617)
})

it('the windowed Gaussian flags what is more than 7.13 deviations off the past', () => {
  // Mean 0 and deviation 1 before either of the last two values.
  const past = Float64Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? 1 : -1))
  expect(windowedGaussian(Float64Array.of(...past, 7.1)).at(-1)).toBe(0)
  expect(windowedGaussian(Float64Array.of(...past, -7.2)).at(-1)).toBe(1)
  expect(windowedGaussian(past).every((flag, i) => flag === 0 || i === 1)).toBe(true)
})
