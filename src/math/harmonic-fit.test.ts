import { describe, expect, it } from 'vitest'

import { fitHarmonics } from './harmonic-fit.ts'

const places = Float64Array.from({ length: 60 }, (_, i) => (i + 0.5) / 60)

describe('fitHarmonics', () => {
  it('finds a sine, whatever mean and slope it stands on', () => {
    const sine = places.map((place) => 3 * Math.sin(2 * Math.PI * 4 * place + 1))
    const values = sine.map((value, i) => 100 + 7 * places[i]! + value)
    const { periodic, residual } = fitHarmonics(values, places, { cycles: 4, harmonics: 1 })
    expect(residual).toBeLessThan(1e-12)
    sine.forEach((value, i) => expect(periodic[i]).toBeCloseTo(value, 6))
  })

  it('needs the second harmonic for what comes twice as often', () => {
    const values = places.map((place) => Math.cos(2 * Math.PI * 6 * place))
    expect(fitHarmonics(values, places, { cycles: 3, harmonics: 1 }).residual).toBeCloseTo(30, 6)
    expect(fitHarmonics(values, places, { cycles: 3, harmonics: 2 }).residual).toBeLessThan(1e-12)
  })
})
