import { describe, expect, it } from 'vitest'

import { autocorrelationTime } from './autocorrelation-time.ts'
import { createRandom } from './random.ts'

/** A first-order autoregression, whose time is (1 + φ) / (1 - φ). */
function autoregression(length: number, phi: number): Float64Array {
  const random = createRandom(1)
  let value = 0
  return Float64Array.from({ length }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    value = phi * value + normal
    return value
  })
}

describe('autocorrelationTime', () => {
  it.each([
    [0.5, 3],
    [0.8, 9],
    [0.9, 19],
  ])('of an autoregression with φ = %d is near %d', (phi, expected) => {
    const time = autocorrelationTime(autoregression(20_000, phi))
    expect(time).toBeGreaterThan(0.85 * expected)
    expect(time).toBeLessThan(1.15 * expected)
  })

  it('of white noise, of alternation and of a constant is 1', () => {
    expect(autocorrelationTime(autoregression(20_000, 0))).toBe(1)
    expect(autocorrelationTime(Float64Array.from({ length: 50 }, (_, i) => i % 2))).toBe(1)
    expect(autocorrelationTime(new Float64Array(50))).toBe(1)
    expect(autocorrelationTime(new Float64Array())).toBe(1)
  })
})
