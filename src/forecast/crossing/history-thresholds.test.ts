import { expect, it } from 'vitest'

import { historyThresholds } from './history-thresholds.ts'

it('is high, very high, and never seen', () => {
  const values = Float64Array.from({ length: 1000 }, (_, i) => (i * 7) % 1000)
  // 0 … 999 in some order: 5 % are at least 950; 50 and 995 bound the usual range.
  expect(historyThresholds(values)).toEqual([950, 990, 995 + 0.1 * 945])
})

it('leaves out gaps, and has nothing to say of a constant', () => {
  expect(historyThresholds(Float64Array.of(NaN, 1, 2, NaN, 3))).toEqual([3, 3, 3.2])
  expect(historyThresholds(new Float64Array(50).fill(4))).toEqual([])
  expect(historyThresholds(Float64Array.of(NaN))).toEqual([])
})
