import { describe, expect, it } from 'vitest'

import { VIEWS, type View } from '../../src/forecast/crossing/breach/views.ts'
import { createRandom } from '../../src/math/random.ts'
import { fitStack, outOfFold, outOfSet, type Lesson } from './breach-fit.ts'

/** Outcomes drawn with log odds 0.5 + 0.8·simulated - 0.3·rehearsed, of views that vary by themselves. */
function lessonsOf(count: number, seed: number, set = 'Made 1'): Lesson[] {
  const random = createRandom(seed)
  const draw = (): number => 0.05 + 0.9 * random()
  return Array.from({ length: count }, (_, i) => {
    const shares = new Map<View, number>(VIEWS.map((view) => [view, draw()]))
    const odds = (view: View) => Math.log(shares.get(view)! / (1 - shares.get(view)!))
    const z = 0.5 + 0.8 * odds('simulated') - 0.3 * odds('rehearsed')
    return { set, series: `${set}${i % 40}`, shares, came: random() < 1 / (1 + Math.exp(-z)) }
  })
}

describe('fitStack', () => {
  it('finds the weights that made the outcomes', () => {
    const { intercept, weights } = fitStack(lessonsOf(20_000, 1))
    expect(intercept).toBeCloseTo(0.5, 1)
    expect(weights.simulated).toBeCloseTo(0.8, 1)
    expect(weights.rehearsed).toBeCloseTo(-0.3, 1)
    expect(Math.abs(weights.regressed)).toBeLessThan(0.05)
  })

  it('keeps to equal weights without lessons that teach', () => {
    const { weights } = fitStack(lessonsOf(1, 2))
    for (const view of VIEWS) expect(weights[view]).toBeCloseTo(0.25, 0)
  })
})

describe('held out', () => {
  it('never sees the series it speaks of', () => {
    const lessons = lessonsOf(400, 3)
    const mine = lessons.findIndex(({ series }) => series === 'Made 17')
    // Turning the outcomes of one series round must not change what is said of it.
    const turned = lessons.map((lesson) =>
      lesson.series === 'Made 17' ? { ...lesson, came: !lesson.came } : lesson,
    )
    expect(outOfFold(turned)[mine]).toBe(outOfFold(lessons)[mine])
  })

  it('never sees the set it speaks of', () => {
    const lessons = [...lessonsOf(200, 4, 'One 6 h'), ...lessonsOf(200, 5, 'Two')]
    const turned = lessons.map((lesson) =>
      lesson.set === 'Two' ? { ...lesson, came: !lesson.came } : lesson,
    )
    expect(outOfSet(turned).slice(200)).toEqual(outOfSet(lessons).slice(200))
    expect(outOfSet(turned)[0]).not.toBe(outOfSet(lessons)[0])
  })
})
