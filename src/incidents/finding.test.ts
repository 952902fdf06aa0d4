import { describe, expect, it } from 'vitest'

import { aSignal } from '../../test/findings.ts'
import type { FindingDraft } from '../model/finding.ts'
import { findingOf, findingOfPrediction, predictionOf } from './finding.ts'

const draft: FindingDraft = {
  kind: 'spike',
  start: 600,
  end: null,
  score: 9,
  alertScore: 0.8,
  observed: 0.5,
  expected: 0.1,
  lower: 0.08,
  upper: 0.12,
}

describe('findingOf', () => {
  it('ties a draft to its signal and tells it', () => {
    const finding = findingOf(aSignal(), draft, { now: 900 })
    expect(finding).toEqual({
      id: finding.id,
      kind: 'spike',
      signal: 's1',
      entity: 'shop/checkout',
      service: 'checkout',
      start: 600,
      end: null,
      score: 9,
      alert_score: 0.8,
      observed: 0.5,
      expected: 0.1,
      summary: 'p95 latency of checkout rose to 500 ms, usually 80–120 ms, since 00:10 UTC',
    })
  })

  it('keeps the id while the finding grows, ends and becomes clearer', () => {
    const { id } = findingOf(aSignal(), draft, { now: 900 })
    for (const later of [
      { ...draft, end: 700, score: 10 },
      { ...draft, kind: 'level_shift' as const },
    ])
      expect(findingOf(aSignal(), later, { now: 2000 }).id).toBe(id)
  })

  it('has another id for another signal, start, or matter', () => {
    const ids = [
      findingOf(aSignal(), draft, { now: 900 }),
      findingOf(aSignal({ id: 's2' }), draft, { now: 900 }),
      findingOf(aSignal(), { ...draft, start: 660 }, { now: 900 }),
      findingOf(aSignal(), { ...draft, kind: 'silence' }, { now: 900 }),
    ].map(({ id }) => id)
    expect(new Set(ids).size).toBe(4)
  })
})

describe('predictionOf', () => {
  const prediction = predictionOf(
    aSignal(),
    {
      threshold: 0.5,
      direction: 'up',
      horizon_seconds: 3600,
      probability: 0.9,
      breach_seconds: { p10: 600, p50: 900, p90: 1200 },
      model: 'ensemble',
      class: 'saturation',
    },
    1200,
  )

  it('is open and told', () => {
    expect(prediction).toMatchObject({
      made_at: 1200,
      state: 'open',
      closed_at: null,
      summary: 'p95 latency of checkout will rise above 500 ms between 00:30 and 00:40 UTC (90 %)',
    })
  })

  it('can be a finding', () => {
    expect(findingOfPrediction(prediction)).toMatchObject({
      kind: 'prediction',
      start: 1200,
      end: null,
      score: 1,
      alert_score: 0.9,
      summary: prediction.summary,
    })
    expect(findingOfPrediction({ ...prediction, probability: 1, closed_at: 9 })).toMatchObject({
      score: 6,
      end: 9,
    })
  })
})
