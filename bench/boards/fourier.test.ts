import { expect, it } from 'vitest'

import { createRandom } from '../../src/math/random.ts'
import { fourier } from './fourier.ts'

it.each([1, 2, 3, 8, 13, 30, 97])('transforms %i values as the definition does', (length) => {
  const random = createRandom(length)
  const re = Float64Array.from({ length }, () => random() - 0.5)
  const im = Float64Array.from({ length }, () => random() - 0.5)
  const answer = fourier({ re, im })
  for (let k = 0; k < length; k++) {
    let x = 0
    let y = 0
    for (let i = 0; i < length; i++) {
      const angle = (-2 * Math.PI * i * k) / length
      x += re[i]! * Math.cos(angle) - im[i]! * Math.sin(angle)
      y += re[i]! * Math.sin(angle) + im[i]! * Math.cos(angle)
    }
    expect(answer.re[k]).toBeCloseTo(x, 10)
    expect(answer.im[k]).toBeCloseTo(y, 10)
  }
})
