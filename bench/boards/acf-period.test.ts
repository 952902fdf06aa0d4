import { expect, it } from 'vitest'

import { acfPeriod } from './acf-period.ts'

const wave = (period: number, rows = 4000) =>
  Float64Array.from({ length: rows }, (_, i) => Math.sin((2 * Math.PI * i) / period))

it('finds the period of a wave', () => {
  expect(acfPeriod(wave(24))).toBe(24)
  expect(acfPeriod(wave(120, 20_000))).toBe(120)
})

it('is 125 where there is no period, or none that the board takes', () => {
  expect(acfPeriod(new Float64Array(500))).toBe(125)
  expect(acfPeriod(wave(5))).not.toBe(5)
  expect(acfPeriod(wave(380))).toBe(125)
  expect(acfPeriod(Float64Array.from([1, 2]))).toBe(125)
})

it('looks at the first 20,000 rows only', () => {
  const changing = new Float64Array(60_000)
  changing.set(wave(24, 20_000))
  changing.set(wave(50, 40_000), 20_000)
  expect(acfPeriod(changing)).toBe(24)
})
