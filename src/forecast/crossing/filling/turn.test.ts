import { expect, it } from 'vitest'

import { normalNoise } from '../../../../test/series.ts'
import { sinceTurn } from './turn.ts'

/** Levels with these changes. */
function levelsOf(changes: readonly number[]): Float64Array {
  const levels = [10]
  for (const change of changes) levels.push(levels.at(-1)! + change)
  return Float64Array.from(levels)
}

it('finds where a fill ended, and where it became faster', () => {
  expect(sinceTurn(levelsOf([5, 6, 5.5, 4, 6, 5, 0.2, -0.1, 0.1]))).toBe(3)
  expect(sinceTurn(levelsOf([1, 1.2, 0.8, 1, 1.1, 0.9, 3, 4]))).toBe(2)
})

it('needs two changes, by half, apart from all before', () => {
  const before = [5, 6, 5.5, 4, 6, 5]
  expect(sinceTurn(levelsOf([...before, 0]))).toBe(7)
  expect(sinceTurn(levelsOf([...before, 3.9, 3.5]))).toBe(8)
  // A calm weekend like the one before.
  expect(sinceTurn(levelsOf([5, 0.1, 0.2, 5, 6, 5, 5, 6, 0.15, 0.2]))).toBe(10)
})

it('is rarely wrong in noise', () => {
  let turns = 0
  for (let seed = 1; seed <= 400; seed++) {
    const changes = normalNoise(13, { seed, mean: 1 })
    if (sinceTurn(levelsOf(changes)) < 13) turns++
  }
  // For each number k of the newest of 13, one order in C(13, k) either way: at most 6 % in all.
  expect(turns).toBeLessThan(400 * 0.06 + 3 * Math.sqrt(400 * 0.06))
})
