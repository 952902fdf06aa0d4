import { describe, expect, it } from 'vitest'

import { createRandom } from '../../math/random.ts'
import type { Outcome } from '../../model/ledger.ts'
import { classOf } from './class-of.ts'
import { skillOf } from './skill.ts'
import type { SignalSums } from './sums.ts'
import { changeOfVoice } from './voice.ts'

const counts: Record<Outcome, number> = {
  pending: 0,
  came_true: 0,
  did_not: 0,
  averted: 0,
  unknown: 0,
}

/** Statements about signals, added up by hand. */
function sumsOf(rows: readonly { signal: string; p: number; r: number; hit: boolean }[]) {
  const groups = Map.groupBy(rows, ({ signal }) => signal)
  return [...groups].map(([signal, own]): SignalSums => {
    const sum = (value: (row: (typeof own)[0]) => number) =>
      own.reduce((total, row) => total + value(row), 0)
    return {
      signal,
      scored: own.length,
      averted: 0,
      brier: sum(({ p, hit }) => (p - Number(hit)) ** 2),
      reference: sum(({ r, hit }) => (r - Number(hit)) ** 2),
      avertedBrier: 0,
      avertedReference: 0,
      doubt: sum(({ p, r }) => (p - r) ** 2 * (p + r) * (2 - p - r)),
    }
  })
}

const many = (count: number, row: (i: number) => { p: number; r: number; hit: boolean }) =>
  Array.from({ length: count }, (_, i) => ({ signal: `s${i % 8}`, ...row(i) }))

describe('skillOf', () => {
  it('is by hand: 0.8 said of what happened three times in four, 0.5 by counting', () => {
    const sums = sumsOf(many(40, (i) => ({ p: 0.8, r: 0.5, hit: i % 4 !== 0 })))
    const bins = [{ bin: 8, count: 40, said: 32, happened: 30 }]
    const skill = skillOf({ class: 'rule', counts, sums, bins, voice: undefined })
    // 3/4 · 0.04 + 1/4 · 0.64 = 0.19, against 0.25.
    expect(skill.brier).toBeCloseTo(0.19)
    expect(skill.reference_brier).toBeCloseTo(0.25)
    expect(skill.skill).toBeCloseTo(0.24)
    expect(skill).toMatchObject({ scored: 40, signals: 8, silent_since: null })
    expect(skill.ece).toBeCloseTo(0.05)
    expect(skill.bins).toHaveLength(10)
    expect(skill.bins[8]).toEqual({ from: 0.8, to: 0.9, count: 40, said: 0.8, happened: 0.75 })
    expect(skill.bins[0]).toMatchObject({ count: 0, said: null, happened: null })
    expect(skill.summary).toBe(
      'rule: squared error 24 % better than counting how often it happened before (40 settled statements)',
    )
  })

  it('leaves the averted ones out beside', () => {
    const [one] = sumsOf(many(1, () => ({ p: 1, r: 0.5, hit: false })))
    const sums = [{ ...one!, scored: 2, averted: 1, avertedBrier: 1, avertedReference: 0.25 }]
    const skill = skillOf({ class: 'rule', counts, sums, bins: [], voice: undefined })
    expect(skill.without_averted).toMatchObject({ scored: 1, brier: 0, reference_brier: 0 })
    expect(skill).toMatchObject({ brier: 0.5, reference_brier: 0.125, skill: null })
  })

  it('says that there is too little to say', () => {
    const sums = sumsOf(many(29, () => ({ p: 0.9, r: 0.5, hit: true })))
    const skill = skillOf({ class: 'leak', counts, sums, bins: [], voice: undefined })
    expect(skill).toMatchObject({ skill: null, interval: null })
    expect(skill.summary).toBe('leak: insufficient data (29 settled statements)')
  })
})

describe('changeOfVoice', () => {
  const at = { class: 'rule', now: 99 } as const
  const cries = sumsOf(many(40, () => ({ p: 0.9, r: 0.05, hit: false })))

  it('silences who cries wolf', () => {
    expect(changeOfVoice(undefined, cries, at)).toEqual({ class: 'rule', silent: true, since: 99 })
    const alone = sumsOf(
      many(40, () => ({ p: 0.9, r: 0.05, hit: false })).map((row) => ({ ...row, signal: 'one' })),
    )
    expect(changeOfVoice(undefined, alone, at)?.silent).toBe(true)
  })

  it('does not silence who was heeded', () => {
    const heeded = cries.map((one) => ({
      ...one,
      averted: one.scored,
      avertedBrier: one.brier,
      avertedReference: one.reference,
      doubt: 0,
    }))
    expect(changeOfVoice(undefined, heeded, at)).toBeUndefined()
    expect(changeOfVoice(undefined, [...heeded, ...cries], at)?.silent).toBe(true)
  })

  it('does not silence after too few', () => {
    const few = sumsOf(many(29, () => ({ p: 0.9, r: 0.05, hit: false })))
    expect(changeOfVoice(undefined, few, at)).toBeUndefined()
  })

  it('does not silence a class for one signal of many', () => {
    const rows = many(400, (i) => ({ p: 0.05, r: 0.06, hit: i % 20 === 0 }))
    const odd = Array.from({ length: 10 }, () => ({ signal: 'odd', p: 0.9, r: 0.1, hit: false }))
    expect(changeOfVoice(undefined, sumsOf([...rows, ...odd]), at)).toBeUndefined()
  })

  it('does not silence for a calm in which counting said a little less', () => {
    const calm = sumsOf(many(5000, () => ({ p: 0.01, r: 0.005, hit: false })))
    expect(changeOfVoice(undefined, calm, at)).toBeUndefined()
  })

  it('hardly ever silences by chance who is as good as counting, or better', () => {
    let silenced = 0
    for (let world = 0; world < 400; world++) {
      const random = createRandom(world + 1)
      const rows = many(200, () => {
        const p = random()
        const r = random()
        // The truth lies halfway: neither is better.
        return { p, r, hit: random() < (p + r) / 2 }
      })
      if (changeOfVoice(undefined, sumsOf(rows), at)) silenced++
    }
    expect(silenced).toBeLessThanOrEqual(4)
  })

  it('lets it speak again when it has won, in silence, what an alarm is worth', () => {
    const silent = { class: 'rule', silent: true, since: 50 } as const
    const good = sumsOf(many(40, (i) => ({ p: i < 2 ? 0.9 : 0.02, r: 0.05, hit: i < 2 })))
    expect(changeOfVoice(silent, good, at)).toEqual({ class: 'rule', silent: false, since: 99 })
    const calm = sumsOf(many(40, () => ({ p: 0.01, r: 0.02, hit: false })))
    expect(changeOfVoice(silent, calm, at)).toBeUndefined()
    expect(changeOfVoice(silent, cries, at)).toBeUndefined()
    expect(changeOfVoice({ ...silent, silent: false }, good, at)).toBeUndefined()
  })
})

it('classes follow from the model, then from who set the limit', () => {
  expect(classOf('expiry', 'rule')).toBe('expiry')
  expect(classOf('leak', undefined)).toBe('leak')
  expect(classOf('budget', undefined)).toBe('objective')
  expect(classOf('ensemble', 'objective')).toBe('objective')
  expect(classOf('exhaustion', 'rule')).toBe('rule')
  expect(classOf('exhaustion', 'meaning')).toBe('exhaustion')
  expect(classOf('ensemble', undefined)).toBe('saturation')
})
