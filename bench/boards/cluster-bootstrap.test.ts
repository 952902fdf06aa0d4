import { expect, it } from 'vitest'

import { normalNoise } from '../../test/series.ts'
import { clusterBootstrap } from './cluster-bootstrap.ts'

it('is the usual interval of a mean where every value is a cluster of its own', () => {
  const values = normalNoise(400, { seed: 3, mean: 2 })
  const mean = values.reduce((a, b) => a + b) / 400
  const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 399)
  const half = (1.96 * deviation) / Math.sqrt(400)
  const interval = clusterBootstrap(
    values,
    values.map((_, i) => `${i}`),
  )
  expect(interval.mean).toBeCloseTo(mean, 12)
  expect(interval.low).toBeCloseTo(mean - half, 1)
  expect(interval.high).toBeCloseTo(mean + half, 1)
  expect((interval.high - interval.low) / (2 * half)).toBeGreaterThan(0.85)
  expect((interval.high - interval.low) / (2 * half)).toBeLessThan(1.15)
})

it('knows that ten copies are one value', () => {
  const once = normalNoise(30, { seed: 5 })
  const copies = once.flatMap((value) => Array.from({ length: 10 }, () => value))
  const names = once.flatMap((_, i) => Array.from({ length: 10 }, () => `${i}`))
  const wide = clusterBootstrap(copies, names)
  const narrow = clusterBootstrap(
    copies,
    copies.map((_, i) => `${i}`),
  )
  const alone = clusterBootstrap(
    once,
    once.map((_, i) => `${i}`),
  )
  expect(wide.low).toBeCloseTo(alone.low, 9)
  expect(wide.high).toBeCloseTo(alone.high, 9)
  const ratio = (wide.high - wide.low) / (narrow.high - narrow.low)
  expect(ratio).toBeGreaterThan(2.6)
  expect(ratio).toBeLessThan(3.8)
})
