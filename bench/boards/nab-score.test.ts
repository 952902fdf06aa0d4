import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { layOutNab, NAB_PROFILES, normalizeNab, rawNab } from './nab-score.ts'
import { bestThreshold, nabSteps } from './nab-threshold.ts'

const minutes = (rows: number) => Float64Array.from({ length: rows }, (_, i) => i * 60)

// Few different scores, so that many are equal.
const scoresOf = (rows: number) =>
  fc
    .array(fc.integer({ min: 0, max: 6 }), { minLength: rows, maxLength: rows })
    .map((values) => Float64Array.from(values))

describe('the NAB score', () => {
  // 40 rows, the first 6 on probation; windows are the rows 10 to 13 and 24 to 29.
  const file = layOutNab(minutes(40), [
    [600, 780],
    [1440, 1740],
  ])
  const scores = new Float64Array(40)
  for (const [row, score] of [
    [3, 0.9],
    [8, 0.2],
    [11, 0.8],
    [13, 0.9],
    [15, 0.7],
    [26, 0.6],
    [35, 0.3],
  ] as const)
    scores[row] = score

  // Worked by hand with s(y) = 2 / (1 + e^5y) - 1; a row of a window is worth s(y) / s(-1).
  it.each([
    // Row 13, y = -1/4: 0.562124. The second window is missed; row 3 is on probation.
    [0.9, [-0.437876, -0.437876, -1.437876]],
    // Rows 11 (y = -3/4: 0.966989) and 26 (y = -2/3: 0.943742); row 15 is false, y = 2/3: -0.931110.
    [0.5, [1.808309, 1.705887, 1.808309]],
    // Row 8 comes before any window: -1. Row 35, y = 6/5: -0.995055.
    [0.1, [1.588853, 1.266975, 1.588853]],
  ])('at the threshold %f', (threshold, expected) => {
    const raws = NAB_PROFILES.map((profile) => rawNab(file, scores, threshold, profile).raw)
    raws.forEach((raw, i) => expect(raw).toBeCloseTo(expected[i]!, 6))
  })

  it('counts windows and false rows', () => {
    expect(rawNab(file, scores, 0.5, NAB_PROFILES[0]!)).toMatchObject({ found: 2, falseRows: 1 })
  })

  it('is 0 for silence and 100 for the first row of each window', () => {
    const first = new Float64Array(40)
    first[10] = first[24] = 1
    for (const profile of NAB_PROFILES) {
      const silent = rawNab(file, first, Infinity, profile).raw
      expect(normalizeNab(silent, [file], profile)).toBeCloseTo(0, 9)
      expect(normalizeNab(rawNab(file, first, 1, profile).raw, [file], profile)).toBeCloseTo(100, 9)
    }
  })

  it('takes the first row of a time where a clock went back', () => {
    const timestamps = Float64Array.from([0, 60, 120, 180, 120, 180, 240, 300, 360, 420])
    const { place } = layOutNab(timestamps, [[120, 240]])
    expect([...place]).toEqual([-2, -1, 0, 0, 0, 0, 0, -1, -1, -1])
  })
})

describe('the best threshold', () => {
  const files = [
    layOutNab(minutes(20), [[480, 660]]),
    layOutNab(minutes(30), [
      [360, 420],
      [1200, 1500],
    ]),
    layOutNab(minutes(10), []),
  ]
  const scored = fc.tuple(scoresOf(20), scoresOf(30), scoresOf(10))

  it.each(NAB_PROFILES)('is the best of all that there are: $name', (profile) => {
    fc.assert(
      fc.property(scored, fc.subarray([0, 1, 2], { minLength: 1 }), (scores, counted) => {
        const rawAt = (threshold: number) =>
          counted.reduce(
            (sum, id) => sum + rawNab(files[id]!, scores[id]!, threshold, profile).raw,
            0,
          )
        const found = bestThreshold(nabSteps(files, scores, profile), (id) => counted.includes(id))
        const best = Math.max(...[0, 1, 2, 3, 4, 5, 6, Infinity].map(rawAt))
        expect(rawAt(found)).toBeCloseTo(best, 9)
      }),
    )
  })
})
