import { describe, expect, it } from 'vitest'

import { aFinding, aSignal } from '../../test/findings.ts'
import { sayEntity, saySignal, sayStore } from './subject.ts'
import { type FindingFacts, summarizeFinding } from './summarize-finding.ts'
import { summarizeIncident } from './summarize-incident.ts'
import { type PredictionFacts, summarizePrediction } from './summarize-prediction.ts'

const at = (clock: string) => Date.parse(`2026-11-22T${clock}:00Z`) / 1000
const now = at('14:30')

describe('summarizeFinding', () => {
  const facts = (over: Partial<FindingFacts>): FindingFacts => ({
    signal: aSignal(),
    kind: 'spike',
    start: at('14:03'),
    end: null,
    observed: 0.512,
    expected: 0.1,
    lower: 0.095,
    upper: 0.11,
    score: 9,
    now,
    ...over,
  })
  const free = aSignal({ name: 'free space', unit: 'bytes', entity: 'node db-2', service: 'db-2' })
  const up = aSignal({ name: 'up', metric: 'up', role: 'availability', unit: 'ratio' })

  it.each<[string, Partial<FindingFacts>]>([
    ['p95 latency of checkout rose to 512 ms, usually 95–110 ms, since 14:03 UTC', {}],
    [
      'p95 latency of checkout rose to 512 ms, usually 95–110 ms, from 14:03 to 14:20 UTC',
      { end: at('14:20') },
    ],
    [
      'p95 latency of checkout rose to 512 ms, usually about 100 ms, at 14:03 UTC',
      { end: at('14:03'), lower: null, upper: NaN },
    ],
    [
      'requests of checkout fell to 1.5 per second, usually 40–60 per second, since 14:03 UTC',
      {
        kind: 'dip',
        signal: aSignal({ name: 'requests', unit: 'per_second' }),
        observed: 1.5,
        expected: 50,
        lower: 40,
        upper: 60,
      },
    ],
    [
      'p95 latency of checkout moved up to a new level of 512 ms, usually 95–110 ms, since 14:03 UTC',
      { kind: 'level_shift' },
    ],
    [
      'free space of db-2 has drifted down to 1 GiB, usually about 2 GiB, since 14:03 UTC',
      {
        kind: 'drift',
        signal: free,
        observed: 1024 ** 3,
        expected: 2 * 1024 ** 3,
        lower: null,
        upper: null,
      },
    ],
    ['p95 latency of checkout was 512 ms, since 14:03 UTC', { expected: null, lower: null }],
    [
      'p95 latency of checkout changed, since 14:03 UTC',
      { observed: null, expected: null, lower: null },
    ],
    [
      'p95 latency of checkout went silent at 14:18 UTC (no samples for 12 min)',
      { kind: 'silence', start: at('14:18'), observed: null },
    ],
    [
      'exporter db-2 was silent from 13:51 to 14:03 UTC (no samples for 12 min)',
      {
        kind: 'silence',
        signal: { ...up, entity: 'node db-2', service: 'db-2' },
        start: at('13:51'),
        end: at('14:03'),
      },
    ],
    [
      'free space of db-2 has been stuck at 5 GiB since 14:18 UTC (unchanged for 12 min)',
      { kind: 'stuck', signal: free, start: at('14:18'), observed: 5 * 1024 ** 3 },
    ],
    [
      'checkout has been down since 14:03 UTC',
      { kind: 'dip', signal: up, observed: 0, expected: 1 },
    ],
    [
      'checkout has been only 50 % up since 14:03 UTC',
      { kind: 'dip', signal: up, observed: 0.5, expected: 1, lower: null },
    ],
  ])('%s', (sentence, over) => {
    expect(summarizeFinding(facts(over))).toBe(sentence)
  })
})

describe('subjects', () => {
  it('name the service, and the instance only where it tells more', () => {
    expect(sayEntity({ entity: 'shop/checkout', service: 'checkout' })).toBe('checkout')
    expect(sayEntity({ entity: 'node db-2', service: 'db-2' })).toBe('db-2')
    expect(sayEntity({ entity: 'shop/pg 10.0.0.7:9187', service: 'pg' })).toBe(
      'shop/pg 10.0.0.7:9187',
    )
  })

  it('say labels as words', () => {
    const name = 'p95 latency {route="/pay, \\"now\\"", code="500"}'
    expect(saySignal(aSignal({ name }))).toBe(
      'p95 latency of checkout (route /pay, "now", code 500)',
    )
  })

  it('prefer the place to the quantity', () => {
    const signal = aSignal({
      labels: { mountpoint: '/var/lib' },
      entity: 'node db-2',
      service: 'db-2',
    })
    expect(sayStore(signal)).toBe('/var/lib on db-2')
  })
})

const predictionFacts = (over: Partial<PredictionFacts>): PredictionFacts => ({
  signal: aSignal({
    name: 'space used {mountpoint="/var/lib"}',
    labels: { mountpoint: '/var/lib' },
    unit: 'ratio',
    entity: 'node db-2',
    service: 'db-2',
    limit: { value: 1, direction: 'up', means: 'full' },
  }),
  threshold: 1,
  direction: 'up',
  horizon_seconds: 86_400,
  probability: 0.91,
  breach_seconds: { p10: 1200, p50: 6000, p90: 13_800 },
  now: at('13:50'),
  ...over,
})

describe('summarizePrediction', () => {
  it.each<[string, Partial<PredictionFacts>]>([
    ['/var/lib on db-2 will be full between 14:10 and 17:40 UTC (91 %)', {}],
    [
      '/var/lib on db-2 will probably be full after 14:10 UTC, most likely around 15:30 UTC (60 %)',
      { probability: 0.6, breach_seconds: { p10: 1200, p50: 6000, p90: null } },
    ],
    [
      '/var/lib on db-2 may be full within 24 h (1 %)',
      { probability: 0.001, breach_seconds: { p10: null, p50: null, p90: null } },
    ],
    [
      '/var/lib on db-2 will be full at 14:10 UTC (99 %)',
      { probability: 1, breach_seconds: { p10: 1199, p50: 1200, p90: 1201 } },
    ],
    [
      'p95 latency of checkout will rise above 500 ms between 14:10 and 17:40 UTC (91 %)',
      { signal: aSignal(), threshold: 0.5 },
    ],
    [
      'p95 latency of checkout will rise above 500 ms (alert HighLatency) between 14:10 and 17:40 UTC (91 %)',
      {
        signal: aSignal({
          limit: {
            value: 0.5,
            direction: 'up',
            means: 'HighLatency fires after 10 min',
            source: 'rule',
          },
        }),
        threshold: 0.5,
      },
    ],
    [
      'p95 latency of checkout will fall below 5 ms between 14:10 and 17:40 UTC (91 %)',
      { signal: aSignal(), threshold: 0.005, direction: 'down' },
    ],
  ])('%s', (sentence, over) => {
    expect(summarizePrediction(predictionFacts(over))).toBe(sentence)
  })
})

describe('summarizeIncident', () => {
  const disk = aFinding({
    id: 'disk',
    kind: 'level_shift',
    signal: 'disk',
    service: 'db-2',
    start: at('14:02'),
    summary: 'CPU waiting for disks of db-2 moved up',
  })
  const latency = aFinding({ kind: 'latency', start: at('14:03'), summary: 'checkout is slow' })
  const causes = [{ service: 'db-2', score: 1, reasons: ['first to change: disks at 14:02 UTC'] }]

  it('tells the worst, what came first, and who is affected', () => {
    const others = ['cart', 'pay', 'mail', 'web'].map((service) =>
      aFinding({ id: service, signal: service, service, start: at('14:05') }),
    )
    expect(summarizeIncident([disk, latency, ...others], causes, { now })).toBe(
      'checkout is slow. First to change was db-2: disks at 14:02 UTC. ' +
        'Also affected: cart, pay, mail and web.',
    )
  })

  it('is one sentence for one finding', () => {
    expect(summarizeIncident([latency], [], { now })).toBe('checkout is slow.')
  })

  it('says when it was over', () => {
    const over = [
      { ...latency, end: at('14:10') },
      { ...latency, id: 'f2', signal: 's2', end: at('14:12') },
    ]
    expect(summarizeIncident(over, [], { now })).toBe(
      'checkout is slow. 1 more of its signals was unusual. ' +
        'Everything was back to usual at 14:12 UTC.',
    )
  })

  it('does not say that a new level went back', () => {
    const kind = 'level_shift' as const
    const shifted = [
      { ...latency, kind, end: at('14:10') },
      { ...latency, kind, id: 'f2', signal: 's2', end: at('14:12') },
    ]
    expect(summarizeIncident(shifted, [], { now })).toMatch(
      /Nothing more has changed since 14:12 UTC/,
    )
  })
})
