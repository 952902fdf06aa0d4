import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { normalNoise } from '../../../test/series.ts'
import { fitAutoregression } from './autoregression.ts'
import { coarse } from './coarse.ts'
import { fitDecomposition } from './decomposition.ts'
import { fitDirect } from './direct.ts'
import { fitDoubleSeasonal } from './double-seasonal.ts'
import { fitFourierAutoregression } from './fourier-autoregression.ts'
import type { FitMember } from './member.ts'
import { fitNaive, fitSeasonalNaive } from './naive.ts'
import { weekly } from './weekly.ts'

const members: readonly (readonly [string, FitMember])[] = [
  ['autoregression', fitAutoregression],
  ['weekly autoregression', weekly(fitAutoregression)],
  ['direct', fitDirect],
  ['Fourier autoregression', weekly(fitFourierAutoregression)],
  ['double seasonal', fitDoubleSeasonal],
  ['coarse double seasonal', coarse(fitDoubleSeasonal, 2)],
  ['decomposition', fitDecomposition],
  ['seasonal naive', fitSeasonalNaive],
  ['naive', fitNaive],
]
const seasonal = members.filter(([name]) => name !== 'naive')

/** Hours with a day and, unless its height is 0, a week. */
function hours(length: number, { week = 0, noise = 0, seed = 1 } = {}): Float64Array {
  const shocks = normalNoise(length, { seed })
  return Float64Array.from({ length }, (_, i) => {
    const turn = (2 * Math.PI * i) / 24
    return 50 + 10 * Math.sin(turn) + week * Math.cos(turn / 7) + noise * shocks[i]!
  })
}

function worst(path: Float64Array, truth: Float64Array): number {
  return Math.max(...path.map((value, i) => Math.abs(value - truth[i]!)))
}

describe('members', () => {
  it.each(seasonal)('%s continues a clean day', (_, fit) => {
    const values = hours(24 * 30)
    const member = fit(values.subarray(0, 24 * 28), { day: 24, week: 0 })!
    expect(worst(member(values, 24 * 28, 48), values.subarray(24 * 28))).toBeLessThan(0.5)
  })

  it.each(seasonal.filter(([name]) => !name.startsWith('coarse')))(
    '%s continues a clean day and week',
    (_, fit) => {
      const values = hours(24 * 37, { week: 8 })
      const member = fit(values.subarray(0, 24 * 35), { day: 24, week: 168 })!
      expect(worst(member(values, 24 * 35, 48), values.subarray(24 * 35))).toBeLessThan(1.5)
    },
  )

  it('a weekly regression learns a week that nobody told it of', () => {
    const values = hours(24 * 37, { week: 8 })
    const said = (fit: FitMember) => {
      const member = fit(values.subarray(0, 24 * 35), { day: 24, week: 0 })!
      return worst(member(values, 24 * 35, 48), values.subarray(24 * 35))
    }
    expect(said(weekly(fitFourierAutoregression))).toBeLessThan(said(fitFourierAutoregression) / 5)
  })

  it.each(members)('%s knows nothing of what comes after its origin', (_, fit) => {
    const values = hours(24 * 20, { noise: 2 })
    const seasons = { day: 24, week: 0 }
    fc.assert(
      fc.property(
        fc.integer({ min: 24 * 15, max: 24 * 18 }),
        fc.integer({ min: 1, max: 48 }),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        (origin, horizon, wild) => {
          const changed = values.map((value, i) => (i < origin ? value : wild))
          const [told, untold] = [values, changed].map((all) =>
            fit(all.subarray(0, 24 * 15), seasons)!(all, origin, horizon),
          )
          expect([...told!]).toEqual([...untold!])
        },
      ),
      { numRuns: 20 },
    )
  })

  it.each([
    ['direct', fitDirect],
    ['Fourier autoregression', fitFourierAutoregression],
    ['seasonal naive', fitSeasonalNaive],
    ['double seasonal', fitDoubleSeasonal],
  ])('%s does not fit where there is no day, nor in two days', (_, fit) => {
    expect(fit(hours(24 * 20), { day: 0, week: 0 })).toBeUndefined()
    if (fit !== fitSeasonalNaive) expect(fit(hours(47), { day: 24, week: 0 })).toBeUndefined()
  })
})
