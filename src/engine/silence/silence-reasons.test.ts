import { describe, expect, it, vi } from 'vitest'

import { errors } from '../../errors.ts'
import { signalOf } from '../../discover/signal.ts'
import type { Labels } from '../../model/series.ts'
import type { Query } from '../../model/signal.ts'
import type { MetricsSource } from '../../sources/source.ts'
import { SilenceReasons, type Silence, type SilenceSource } from './silence-reasons.ts'

const query: Query = {
  id: 'q',
  expr: 'sum by (job, instance, handler) (rate(http_requests_total[$__window]))',
  metric: 'http_requests_total',
  title: 'requests',
  role: 'rate',
  unit: 'per_second',
  bad: 'both',
  entityLabels: ['job'],
}
const WINDOW = 120
const START = 10_000
const AT = 10_180

const a = { job: 'api', instance: 'a:1' }
const b = { job: 'api', instance: 'b:1' }

function silenceOf(labels: Labels, of = query): Silence {
  return { signal: signalOf(of, labels), query: of, start: START, at: AT }
}

/** Answers each expression with what there was before and what there is now. */
function sourceOf(
  answers: Record<string, readonly [before: [Labels, number][], now: [Labels, number][]]>,
  more: Partial<SilenceSource> = {},
): SilenceSource & { query: ReturnType<typeof vi.fn<MetricsSource['query']>> } {
  const ask = vi.fn<MetricsSource['query']>(async (expr, time) => ({
    series: (answers[expr]?.[time < START ? 0 : 1] ?? []).map(([labels, value]) => ({
      labels,
      timestamps: Float64Array.of(time),
      values: Float64Array.of(value),
    })),
    warnings: [],
  }))
  return { targets: async () => [], ...more, query: ask }
}

const explain = async (source: SilenceSource, ...silences: Silence[]) =>
  new SilenceReasons(source, { window: WINDOW }).explain(silences)

const UP = 'up{job="api"} and (time() - timestamp(up{job="api"}) <= 120)'

describe('SilenceReasons', () => {
  it('tells a target that is down, with its error', async () => {
    const source = sourceOf(
      {
        [UP]: [
          [
            [a, 1],
            [b, 1],
          ],
          [
            [a, 0],
            [b, 1],
          ],
        ],
      },
      {
        targets: async () => [
          { labels: a, healthy: false, scrapeInterval: 15, lastError: 'connection refused' },
        ],
      },
    )
    expect(await explain(source, silenceOf(a))).toEqual([
      { kind: 'target_down', targets: ['a:1'], error: 'connection refused' },
    ])
  })

  it('tells a target that is gone and has left too few behind', async () => {
    const source = sourceOf({ [UP]: [[[a, 1]], []] })
    expect(await explain(source, silenceOf(a))).toEqual([{ kind: 'target_gone', targets: ['a:1'] }])
  })

  it('keeps to itself that one of two was taken away', async () => {
    const source = sourceOf({
      [UP]: [
        [
          [a, 1],
          [b, 1],
        ],
        [[b, 1]],
      ],
    })
    expect(await explain(source, silenceOf(a))).toEqual(['planned'])
  })

  it('tells a series that its target no longer exposes, and what appeared instead', async () => {
    const selected = 'topk(200, http_requests_total{job="api",instance="a:1"})'
    const name = { __name__: 'http_requests_total', ...a }
    const source = sourceOf({
      [UP]: [[[a, 1]], [[a, 1]]],
      [selected]: [[[{ ...name, handler: '/pay' }, 5]], [[{ ...name, path: '/pay' }, 6]]],
    })
    expect(await explain(source, silenceOf({ ...a, handler: '/pay' }))).toEqual([
      { kind: 'series_gone', targets: ['a:1'], appeared: ['path'], instead_of: ['handler'] },
    ])
  })

  it('tells a recording rule that fails, is gone, or yields nothing', async () => {
    const recorded = { ...query, expr: 'job:requests:rate5m', metric: 'job:requests:rate5m' }
    const rule = (name: string, healthy: boolean) => ({
      name,
      healthy,
      lastError: healthy ? '' : 'many-to-many matching',
    })
    const withRules = (...rules: ReturnType<typeof rule>[]) =>
      explain(sourceOf({}, { rules: async () => rules }), silenceOf({ job: 'api' }, recorded))
    const { metric } = recorded
    expect(await withRules(rule(metric, true), rule(metric, false))).toEqual([
      { kind: 'rule_failing', error: 'many-to-many matching' },
    ])
    expect(await withRules(rule('other:rule', true))).toEqual([{ kind: 'rule_gone' }])
    expect(await withRules(rule(metric, true))).toEqual([{ kind: 'rule_empty' }])
    expect(await withRules()).toEqual([undefined])
  })

  it('makes do with a source that knows no timestamp()', async () => {
    const source = sourceOf({ 'up{job="api"}': [[[a, 1]], [[a, 0]]] })
    const answer = source.query.getMockImplementation()!
    source.query.mockImplementation(async (expr, time) => {
      if (expr.includes('timestamp')) throw errors.sourceRefused('unknown function')
      return answer(expr, time)
    })
    expect(await explain(source, silenceOf(a))).toEqual([{ kind: 'target_down', targets: ['a:1'] }])
  })

  it('asks once for many signals of a target', async () => {
    const source = sourceOf({ [UP]: [[[a, 1]], []] })
    const many = Array.from({ length: 30 }, (_, i) => silenceOf({ ...a, handler: `/${i}` }))
    expect(new Set(await explain(source, ...many)).size).toBe(30)
    expect(source.query).toHaveBeenCalledTimes(2)
  })

  it('asks no more than a bound, and then leaves the reason open', async () => {
    const source = sourceOf({})
    const many = Array.from({ length: 30 }, (_, i) => silenceOf({ job: `job${i}` }))
    expect(await explain(source, ...many)).toEqual(many.map(() => undefined))
    expect(source.query).toHaveBeenCalledTimes(20)
  })

  it('leaves the reason open when the source fails', async () => {
    const source = sourceOf({})
    source.query.mockRejectedValue(errors.sourceUnavailable('gone'))
    expect(await explain(source, silenceOf(a))).toEqual([undefined])
  })
})
