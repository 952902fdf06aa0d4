import { expect, it, test } from 'vitest'

import { configOf, faultsOf } from '../../test/config-file.ts'
import { shownFlags } from './shown.ts'

test('objectives are read', () => {
  const { slos } = configOf(`slos:
  - name: checkout-availability
    objective: 99.9%
    window: 28d
    service: checkout
    errors: http_requests_total{job="checkout",code=~"5.."}
    total: http_requests_total{job="checkout"}
  - name: pay-latency
    objective: 0.95
    window: month
    good: sum(increase(pay_seconds_bucket{le="0.3"}[$__window]))
    total: pay_seconds_count
  - {name: usual, objective: 0.99, good: good_total, total: 'all_total'}
`)
  expect(slos).toEqual([
    {
      name: 'checkout-availability',
      objective: 0.999,
      window: { kind: 'rolling', seconds: 28 * 86_400 },
      service: 'checkout',
      events: {
        counts: 'errors',
        counted: 'http_requests_total{job="checkout",code=~"5.."}',
        total: 'http_requests_total{job="checkout"}',
      },
    },
    {
      name: 'pay-latency',
      objective: 0.95,
      window: { kind: 'calendar', period: 'month' },
      events: {
        counts: 'good',
        counted: 'sum(increase(pay_seconds_bucket{le="0.3"}[$__window]))',
        total: 'pay_seconds_count',
      },
    },
    {
      name: 'usual',
      objective: 0.99,
      window: { kind: 'rolling', seconds: 30 * 86_400 },
      events: { counts: 'good', counted: 'good_total', total: 'all_total' },
    },
  ])
})

it('reports everything that is wrong at once, each on its own line', () => {
  const faults = faultsOf(`slos:
  - name: a
    objective: 99.9
    window: 5m
    errors: sum(rate(a_total[5m]))
    total: a_total
  - name: a
    objective: 100%
    objectve: 0.9
  - {name: b, objective: 0.9, errors: a, good: b, total: c}
`)
  expect(faults).toEqual([
    '3 slos[0].objective: expected a share such as 10% or 0.1',
    expect.stringMatching(/^4 slos\[0\]\.window: expected whole hours from 1d to 90d/),
    expect.stringMatching(/^5 slos\[0\]\.errors: expected a counter without rate/),
    '9 slos[1].objectve: is not a field here; did you mean objective?',
    '7 slos[1]: needs total',
    expect.stringMatching(/^8 slos\[1\]\.objective: expected a share of good events/),
    '7 slos[1]: needs either errors or good: which events are counted beside the total?',
    '10 slos[2]: needs either errors or good: which events are counted beside the total?',
    '7 slos[1]: has the name of another one: a',
  ])
})

it('takes at most 50', () => {
  const many = (count: number) =>
    `slos: [${Array.from({ length: count }, (_, i) => `{name: s${i}, objective: 0.9, errors: a, total: b}`).join(', ')}]`
  expect(faultsOf(many(50))).toEqual([])
  expect(faultsOf(many(51))).toEqual([expect.stringContaining('at most 50 objectives')])
})

it('shows objectives as they were read', () => {
  const config = configOf('slos: [{name: a, objective: 0.9, errors: b, total: c}]')
  expect(shownFlags(config)['slos']).toContain('"name":"a","objective":0.9')
})
