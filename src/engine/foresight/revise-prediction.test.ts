import { describe, expect, it } from 'vitest'

import type { Signal } from '../../model/signal.ts'
import { revisePrediction } from './revise-prediction.ts'

const disk: Signal = {
  id: 'd',
  queryId: 'q',
  name: 'disk usage',
  metric: 'node_filesystem_avail_bytes',
  labels: { mountpoint: '/var' },
  role: 'utilization',
  unit: 'ratio',
  bad: 'up',
  limit: { value: 1, direction: 'up', means: 'full' },
  entity: 'node db-2',
  service: 'db-2',
}

function outlook(probability: number, value = 0.9, now = 1_000_000) {
  const breach_seconds = { p10: 3000, p50: 3600, p90: 4000 }
  const crossing = { probability, breach_seconds, model: 'exhaustion' as const, reference: 0.01 }
  return { signal: disk, value, crossing, horizonSeconds: 86_400, now }
}

describe('revisePrediction', () => {
  it('speaks when a breach is more likely than not', () => {
    expect(revisePrediction(undefined, outlook(0.4))).toBeUndefined()
    expect(revisePrediction(undefined, outlook(0.9))).toMatchObject({
      state: 'open',
      probability: 0.9,
      threshold: 1,
    })
  })

  it('keeps its id while the numbers change, and does not flicker around one half', () => {
    const first = revisePrediction(undefined, outlook(0.9))!
    const later = revisePrediction(first, outlook(0.4, 0.92, 1_000_600))!
    expect(later).toMatchObject({
      id: first.id,
      state: 'open',
      probability: 0.4,
      opened_at: first.opened_at,
      made_at: 1_000_600,
    })
  })

  it('closes with its outcome', () => {
    const open = revisePrediction(undefined, outlook(0.9))!
    expect(revisePrediction(open, outlook(1, 1, 1_003_600))).toMatchObject({
      id: open.id,
      state: 'came_true',
      closed_at: 1_003_600,
    })
    expect(revisePrediction(open, outlook(0.1, 0.5))).toMatchObject({
      state: 'withdrawn',
      closed_because: 'less_likely',
      outcome: 'pending',
    })
  })

  it('is withdrawn when somebody moves the limit', () => {
    const open = revisePrediction(undefined, outlook(0.9))!
    const moved = { ...disk, limit: { ...disk.limit!, value: 2 } }
    expect(revisePrediction(open, { ...outlook(0.9), signal: moved })).toMatchObject({
      state: 'withdrawn',
      closed_because: 'limit_changed',
    })
  })

  it('does not predict what is so already', () => {
    expect(revisePrediction(undefined, outlook(1, 1))).toBeUndefined()
  })
})
