import * as fc from 'fast-check'
import { expect, it } from 'vitest'

import { bucketOf, SketchSum } from '../../math/log-linear-sketch.ts'
import { addDurations, bytesOf, OpenMinute } from './minute-counts.ts'

const call = fc.record({
  operation: fc.integer({ min: 0, max: 300 }),
  ms: fc.double({ min: 0, max: 1e5, noNaN: true }),
  failed: fc.integer({ min: 0, max: 1 }),
})

it('counts as a map of arrays would', () => {
  fc.assert(
    fc.property(fc.array(call, { maxLength: 3000 }), (calls) => {
      const minute = new OpenMinute(7)
      const byOperation = new Map<number, typeof calls>()
      calls.forEach((one, i) => {
        minute.add(one.operation, one.ms, one.failed)
        byOperation.set(one.operation, [...(byOperation.get(one.operation) ?? []), one])
        // Reading in between must not keep what comes later out.
        if (i === 10) minute.read()
      })
      const read = minute.read()
      expect(read.calls.reduce((a, b) => a + b, 0)).toBe(calls.length)
      const sum = new SketchSum()
      for (const [operation, own] of byOperation) {
        expect(read.calls[operation]).toBe(own.length)
        expect(read.failures[operation]).toBe(own.filter(({ failed }) => failed === 1).length)
        expect(read.sumMs[operation]).toBeCloseTo(own.reduce((total, { ms }) => total + ms, 0))
        sum.clear()
        addDurations(sum, read, operation)
        const expected = new Map<number, number>()
        for (const { ms } of own) expected.set(bucketOf(ms), (expected.get(bucketOf(ms)) ?? 0) + 1)
        const order = [...expected].sort(([a], [b]) => a - b).map(([, count]) => count)
        expect(sum.filled().map(({ count }) => count)).toEqual(order)
      }
    }),
    { numRuns: 30 },
  )
})

it('has nothing of an operation that never came', () => {
  const minute = new OpenMinute(7)
  minute.add(3, 5, 0)
  const sum = new SketchSum()
  for (const operation of [0, 2, 4, 400]) addDurations(sum, minute.read(), operation)
  expect(sum.total).toBe(0)
  expect(bytesOf(minute.read())).toBe(4 * 20 + 6)
})
