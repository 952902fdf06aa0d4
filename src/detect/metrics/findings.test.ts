import { describe, expect, it } from 'vitest'
import { normalNoise, seriesOf } from '../../../test/series.ts'
import { createRandom } from '../../math/random.ts'
import { judgeSample } from './detector.ts'
import { trackFindings, type FindingTransition } from './findings.ts'
import { judgeSeries } from './judge-series.ts'
import { createJudgement } from './judgement.ts'
import type { SignalProfile } from './profile.ts'
import { createDetectorState } from './state.ts'

const profile: SignalProfile = { bad: 'both', role: 'level', unit: 'none', step: 60 }
const noise = (rows: number, seed = 21) => normalNoise(rows, { seed, mean: 100, deviation: 10 })

function findingsOf(values: readonly number[], with_: Partial<SignalProfile> = {}) {
  return judgeSeries(seriesOf(values), { ...profile, ...with_ }).findings
}

function transitionsOf(values: readonly number[]): FindingTransition[] {
  const transitions: FindingTransition[] = []
  const state = createDetectorState()
  const out = createJudgement()
  values.forEach((value, i) => {
    judgeSample(state, { timestamp: i * 60, value }, profile, out)
    trackFindings(state, out, (transition) => transitions.push(transition))
  })
  return transitions
}

const errors = (rows: number) =>
  Array.from({ length: 5000 }, (_, i) => (i >= 4000 && i < 4000 + rows ? 1 / 300 : 0))
const gap = (values: readonly number[], from: number, rows: number) =>
  values.map((x, i) => (i >= from && i < from + rows ? NaN : x))

describe('deviations', () => {
  it('tell a spike, with start, end and evidence', () => {
    const values = noise(4000).map((x, i) => (i >= 3500 && i < 3504 ? 5 * x : x))
    const [finding, ...rest] = findingsOf(values)
    expect(rest).toEqual([])
    expect(finding).toMatchObject({ kind: 'spike', start: 3500 * 60, end: 3503 * 60 })
    expect(finding!.observed).toBeGreaterThan(350)
    expect(Math.abs(finding!.expected! - 100)).toBeLessThan(5)
    expect(finding!.alertScore).toBeGreaterThanOrEqual(0.5)
  })

  it('tell a dip', () => {
    const values = noise(4000).map((x, i) => (i >= 3500 && i < 3510 ? 0 : x))
    expect(findingsOf(values)).toMatchObject([{ kind: 'dip', start: 3500 * 60, end: 3509 * 60 }])
  })

  it('tell a level shift once, and take the new level over', () => {
    const values = noise(12_000).map((x, i) => (i >= 4000 ? x + 80 : x))
    const { findings, columns } = judgeSeries(seriesOf(values), profile)
    expect(findings).toMatchObject([{ kind: 'level_shift', start: 4000 * 60 }])
    expect(findings[0]!.end).toBeLessThan(4200 * 60)
    expect(Math.abs(columns.expected[5000]! - 180)).toBeLessThan(8)
  })

  it('do not alarm when the level goes back to what it was', () => {
    const values = noise(8000).map((x, i) => (i >= 4000 && i < 5000 ? x + 80 : x))
    expect(findingsOf(values)).toHaveLength(1)
    const { columns } = judgeSeries(seriesOf(values), profile)
    expect(Math.abs(columns.expected[5010]! - 100)).toBeLessThan(8)
  })

  it('see the slow climb of a leak', () => {
    const values = noise(6000).map((x, i) => x + 120 * Math.min(1, Math.max(0, i - 4000) / 300))
    const [finding] = findingsOf(values)
    expect(finding!.start).toBeLessThan(4200 * 60)
    expect(['drift', 'level_shift']).toContain(finding!.kind)
  })

  it('believe the first outage of a signal that was never down', () => {
    const up = Array.from({ length: 3000 }, (_, i) => (i >= 2000 && i < 2010 ? 0 : 1))
    const found = findingsOf(up, { role: 'availability', bad: 'down' })
    expect(found).toMatchObject([{ kind: 'dip', start: 2000 * 60, end: 2009 * 60, observed: 0 }])
  })

  it('do not scream at the first error ever, but at a burst of them', () => {
    const rate = { role: 'errors', bad: 'up', unit: 'per_second' } as const
    expect(findingsOf(errors(5), rate)).toEqual([])
    expect(findingsOf(errors(50), rate)).toHaveLength(1)
  })

  it('open, are updated and close in this order, under one name', () => {
    const transitions = transitionsOf(noise(6000).map((x, i) => (i >= 4000 ? x + 80 : x)))
    expect(transitions[0]!.change).toBe('opened')
    expect(transitions.at(-1)!.change).toBe('closed')
    expect(transitions.slice(1, -1).every(({ change }) => change === 'updated')).toBe(true)
    expect(new Set(transitions.map(({ track, draft }) => `${track} ${draft.start}`)).size).toBe(1)
    expect(transitions.at(-1)!.draft.kind).toBe('level_shift')
  })
})

describe('silence', () => {
  it('is told after three rows and closes when the data is back', () => {
    const transitions = transitionsOf(gap(noise(2000), 1500, 20))
    expect(transitions.map(({ change, draft }) => [change, draft.kind])).toEqual([
      ['opened', 'silence'],
      ['closed', 'silence'],
    ])
    expect(transitions[0]!.draft).toMatchObject({ start: 1500 * 60, end: null, observed: null })
    expect(transitions[1]!.draft.end).toBe(1520 * 60)
  })

  it('is not told of two missing rows, of a young signal, nor of one that is often away', () => {
    expect(findingsOf(gap(noise(2000), 1500, 2))).toEqual([])
    expect(findingsOf(gap(noise(200), 50, 100))).toEqual([])
    const random = createRandom(22)
    expect(findingsOf(noise(3000).map((x) => (random() < 0.3 ? NaN : x)))).toEqual([])
  })

  it('grows patient with gaps that the signal is known for', () => {
    const holey = noise(3000).map((x, i) => (i % 200 < 8 ? NaN : x))
    const found = findingsOf(gap(holey, 2990, 10))
    expect(found.length).toBeLessThanOrEqual(1)
    expect(found.every(({ start }) => start < 400 * 60)).toBe(true)
  })
})

describe('stuck', () => {
  it('is told of a signal that always moved, and closes when it moves again', () => {
    const values = noise(3000).map((x, i) => (i >= 2500 && i < 2600 ? 103.25 : x))
    expect(findingsOf(values)).toMatchObject([
      { kind: 'stuck', start: 2500 * 60, end: 2600 * 60, observed: 103.25 },
    ])
  })

  it('is not told of whole numbers that often repeat', () => {
    const random = createRandom(23)
    const values = Array.from({ length: 4000 }, (_, i) =>
      i >= 3000 && i < 3060 ? 2 : Math.floor(random() * 4),
    )
    expect(findingsOf(values)).toEqual([])
  })

  it('is not told of a signal less than a day old', () => {
    expect(findingsOf(noise(700).map((x, i) => (i >= 600 ? 103.25 : x)))).toEqual([])
  })
})
