import { describe, expect, it } from 'vitest'

import { benjaminiHochberg } from './benjamini-hochberg.ts'

const rounded = (values: Float64Array) => Array.from(values, (value) => Number(value.toFixed(6)))

describe('benjaminiHochberg', () => {
  // R: p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.8), "BH") = 0.025 0.050 0.050 0.025 0.800
  it('agrees with R', () => {
    expect(rounded(benjaminiHochberg([0.01, 0.04, 0.03, 0.005, 0.8]))).toEqual([
      0.025, 0.05, 0.05, 0.025, 0.8,
    ])
  })

  // By hand: 0.001 · 20 / 1 and 0.01 · 20 / 2.
  it('counts tests whose p-values are not given', () => {
    expect(rounded(benjaminiHochberg([0.01, 0.001], 20))).toEqual([0.1, 0.02])
  })

  it('is never above 1, and empty for nothing', () => {
    expect([...benjaminiHochberg([0.9, 1], 50)]).toEqual([1, 1])
    expect([...benjaminiHochberg([])]).toEqual([])
  })
})
