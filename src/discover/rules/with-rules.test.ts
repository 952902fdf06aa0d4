import { describe, expect, test } from 'vitest'

import type { Labels } from '../../model/series.ts'
import { discover } from '../discover.ts'
import type { MetricFacts } from '../facts.ts'
import { signalOf } from '../signal.ts'
import { isOfRule, readRules } from './read-rules.ts'
import type { RuleFacts } from './sketch-rule.ts'

const LIMITS = { maxSignals: 1000, maxSeriesPerQuery: 50 }

function gauge(metric: string, labelSets: readonly Labels[]): MetricFacts {
  return { metric, type: 'gauge', unit: '', help: '', labelSets, truncated: false }
}

function ruled(expr: string, labelSets: readonly Labels[], name = 'A'): RuleFacts {
  const { readings } = readRules([{ name, expr, holdSeconds: 0, labels: {} }])
  return { reading: readings[0]!, labelSets, truncated: false }
}

const choose = (facts: readonly MetricFacts[], ...rules: RuleFacts[]) =>
  discover(facts, { ...LIMITS, rules })

describe('a rule', () => {
  test('is a query of its own, with its limit', () => {
    const sets = [{ service: 'cart' }, { service: 'pay' }]
    const left =
      'histogram_quantile(0.99, sum by (le, service) (rate(http_request_duration_seconds_bucket[5m])))'
    const { queries, estimatedSignals } = choose([], ruled(`${left} > 0.5`, sets, 'HighLatency'))
    expect(queries).toEqual([
      {
        id: expect.stringMatching(/^http_request_duration_seconds:rule-[0-9a-f]{16}$/),
        expr: `max by (service) (${left})`,
        metric: 'http_request_duration_seconds',
        title: 'p99 latency',
        role: 'duration',
        unit: 'seconds',
        bad: 'up',
        limit: { value: 0.5, direction: 'up', means: 'HighLatency fires', source: 'rule' },
        entityLabels: expect.arrayContaining(['service', 'job']),
      },
    ])
    expect(estimatedSignals).toBe(2)
    expect(isOfRule(queries[0]!)).toBe(true)
    expect(signalOf(queries[0]!, sets[0]!)).toMatchObject({ entity: 'cart', name: 'p99 latency' })
  })

  test('speaks of the worst pod, so that a deploy changes no signal', () => {
    const pods = Array.from({ length: 5 }, (_, i) => ({ job: 'cart', pod: `cart-${i}` }))
    const expr = (rule: string) => choose([], ruled(rule, pods)).queries[0]?.expr
    expect(expr('pool_used > 5')).toBe('max by (job) (pool_used)')
    expect(expr('pool_idle < 5')).toBe('min by (job) (pool_idle)')
    expect(expr('took_ms > 5')).toBe('max by (job) (took_ms) / 1000')
  })

  test('belongs to the machine where its metric does', () => {
    const sets = [{ instance: 'db-2:9100', job: 'node', mountpoint: '/data' }]
    const rule = ruled('node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1', sets)
    const [query] = choose([], rule).queries
    expect(signalOf(query!, sets[0]!)).toMatchObject({ entity: 'node db-2', service: 'db-2' })
  })

  test('is paid from the same budget', () => {
    const sets = Array.from({ length: 5 }, (_, i) => ({ job: `j${i}` }))
    const rules = [ruled('a_depth > 5', sets)]
    const { queries, leftOut } = discover([], { maxSignals: 4, maxSeriesPerQuery: 50, rules })
    expect(queries).toEqual([])
    expect(leftOut).toEqual([{ metric: 'a_depth', reason: expect.stringMatching(/budget of 4/) }])
  })
})

describe('a rule over what is watched anyway', () => {
  const alone = [{ job: 'a', instance: 'i:1' }]

  test('gives it the limit', () => {
    const facts = [gauge('room_temp_celsius', alone)]
    const before = choose(facts).queries
    const { queries } = choose(facts, ruled('room_temp_celsius > 30', alone, 'TooHot'))
    expect(before[0]).toMatchObject({ expr: 'avg by (instance, job) (room_temp_celsius)' })
    expect(queries).toEqual([
      {
        ...before[0],
        limit: { value: 30, direction: 'up', means: 'TooHot fires', source: 'rule' },
      },
    ])
    expect(isOfRule(queries[0]!)).toBe(false)
  })

  test('is another question where series are folded: the mean is not the largest', () => {
    const pods = [
      { job: 'a', pod: 'a-1' },
      { job: 'a', pod: 'a-2' },
    ]
    const { queries } = choose(
      [gauge('room_temp_celsius', pods)],
      ruled('room_temp_celsius > 30', pods),
    )
    expect(queries.map(({ expr }) => expr).sort()).toEqual([
      'avg by (job) (room_temp_celsius)',
      'max by (job) (room_temp_celsius)',
    ])
  })

  test.each([
    ['rabbitmq_queue_messages_ready > 1000', 'sum by (job) (rabbitmq_queue_messages_ready)'],
    ['took_ms > 250', 'avg by (instance, job) (took_ms) / 1000'],
  ])('knows it whatever joins its single series: %s', (rule, expr) => {
    const metric = rule.split(' ')[0]!
    const { queries } = choose([gauge(metric, alone)], ruled(rule, alone))
    expect(queries.map(({ expr: one, limit }) => [one, limit?.source])).toEqual([[expr, 'rule']])
  })

  test('does not replace what the metric itself means', () => {
    const facts = [gauge('backup_free_bytes', alone)]
    const { queries } = choose(facts, ruled('backup_free_bytes < 1e9', alone, 'Low'))
    expect(queries.map(({ limit }) => [limit?.value, limit?.source])).toEqual([
      [0, undefined],
      [1e9, 'rule'],
    ])
  })
})

describe('a rule whose sum has lost every name', () => {
  const expr = (rule: string) => choose([], ruled(rule, [{}])).queries[0]?.expr

  test('gets back the one that its selectors ask for', () => {
    const left = 'sum(a_depth{job="cart"}) / sum(b_depth{job="cart",x="1"})'
    expect(expr(`${left} > 0.5`)).toBe(`label_replace(max(${left}), "job", "cart", "", "")`)
  })

  test.each(['sum(a_depth) > 5', 'sum(a_depth{job=~"cart"}) > 5', 'a{job="x"} / b{job="y"} > 5'])(
    'stays without one where they do not agree: %s',
    (rule) => {
      expect(expr(rule)).not.toContain('label_replace')
    },
  )
})
