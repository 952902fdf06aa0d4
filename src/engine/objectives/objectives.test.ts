import { beforeEach, describe, expect, it, test } from 'vitest'

import { PER_HOUR, service, type ServiceOptions } from '../../forecast/budget/service.fixture.ts'
import type { Counts } from '../../forecast/budget/counts.ts'
import { errors as table } from '../../errors.ts'
import type { Objective } from '../../model/objective.ts'
import { createSeries } from '../../model/series.ts'
import type { MetricsSource, Range } from '../../sources/source.ts'
import { Objectives } from './objectives.ts'
import { increaseOf, readCounts } from './read-counts.ts'
import { windowAt } from './window-now.ts'

const HOUR = 3600
/** Monday, 2026-06-01, midnight UTC. */
const BEGIN = 1_780_272_000

const objective: Objective = {
  name: 'checkout-availability',
  objective: 0.999,
  window: { kind: 'rolling', seconds: 30 * 86_400 },
  events: { counts: 'errors', counted: 'http_errors_total{job="checkout"}', total: 'http_total' },
  service: 'checkout',
}

interface Asked {
  readonly expr: string
  readonly range: Range
}

/** A Prometheus that knows one simulated service since `BEGIN`, and what it was asked. */
function prometheusOf(options: ServiceOptions) {
  const world = service(options)
  const asked: Asked[] = []
  const source: Pick<MetricsSource, 'queryRange'> = {
    async queryRange(expr, range) {
      asked.push({ expr, range })
      const column = expr.includes('errors') ? world.errors : world.total
      return { series: [increases(world, column, expr, range)], warnings: [] }
    },
  }
  return { source, asked, world }
}

/** What `sum(increase(x[window]))` says at each step; no sample before the world begins. */
function increases(world: Counts, column: Float64Array, expr: string, range: Range) {
  const window = Number(/\[(\d+)s\]/.exec(expr)?.[1]) / world.step
  const times: number[] = []
  const values: number[] = []
  for (let time = range.start; time <= range.end; time += range.step) {
    const end = Math.round((time - BEGIN) / world.step)
    if (end <= 0) continue
    times.push(time)
    values.push(column.slice(Math.max(0, end - window), end).reduce((sum, n) => sum + n, 0))
  }
  return createSeries({}, Float64Array.from(times), Float64Array.from(values))
}

describe('a burn of ten times that begins after 31 days', () => {
  const start = 31 * 24
  const { source, asked } = prometheusOf({
    hours: start + 90,
    ratio: 0.0001,
    incidents: [{ start, hours: 40, ratio: 0.01 }],
  })
  let objectives: Objectives
  const at = (hour: number) => objectives.advance(BEGIN + hour * HOUR)

  beforeEach(() => {
    objectives = new Objectives(source, [objective])
    asked.length = 0
  })

  it('is told within hours, with one finding until it ends', async () => {
    const told: { minute: number; start: number; end: number | null }[] = []
    let last = ''
    for (let minute = 0; minute <= 46 * 60; minute += minute < 240 ? 5 : 120) {
      const { burns } = await at(start + minute / 60)
      for (const { draft, told: as } of burns) {
        told.push({ minute, start: draft.start, end: draft.end })
        if (minute === 6 * 60) last = as!.summary
      }
    }
    expect(told[0]!.minute).toBeLessThanOrEqual(240)
    expect(new Set(told.map(({ start }) => start)).size).toBe(1)
    expect(last).toMatch(
      /^checkout burns its error budget [\d.]+ times too fast since 00:\d\d UTC \([\d.]+ % errors over 6 h, 0\.1 % allowed by checkout-availability\); at this rate it is spent in 2 d \d+ h$/,
    )
  })

  it('ends once', async () => {
    await at(start + 8)
    expect((await at(start + 12)).burns).toMatchObject([
      {
        told: { severity: 'critical' },
        draft: { kind: 'errors', end: null },
        signal: { service: 'checkout' },
      },
    ])
    const over = (await at(start + 75)).burns
    expect(over).toMatchObject([{ draft: { end: BEGIN + (start + 75) * HOUR } }])
    expect(over[0]!.told!.summary).toContain('burned its error budget')
    expect((await at(start + 75.1)).burns).toEqual([])
  })

  it('foretells when the budget is spent, more surely as it goes on', async () => {
    const early = (await at(start + 1)).outlooks[0]!
    const late = (await at(start + 39)).outlooks[0]!
    expect(early.signal).toMatchObject({
      name: 'error budget {slo="checkout-availability"}',
      role: 'errors',
      unit: 'ratio',
      limit: { value: 1, direction: 'up', means: 'spent', source: 'objective' },
      entity: 'checkout',
    })
    expect(early.value).toBeCloseTo(0.11, 1)
    expect(late.value).toBeGreaterThan(0.5)
    expect(late.crossing.probability).toBeGreaterThan(early.crossing.probability + 0.2)
    expect(late.horizonSeconds).toBe(30 * 86_400)
    expect(late.crossing.model).toBe('budget')
  })

  it('reads the window once, then only what is new', async () => {
    await at(start)
    expect(asked.map(({ expr }) => expr)).toEqual([
      'sum(increase(http_errors_total{job="checkout"}[300s]))',
      'sum(increase(http_total[300s]))',
      'sum(increase(http_errors_total{job="checkout"}[3600s]))',
      'sum(increase(http_total[3600s]))',
    ])
    const points = () => asked.map(({ range }) => (range.end - range.start) / range.step + 1)
    expect(points()).toEqual([864, 864, 720, 720])
    asked.length = 0
    await at(start + 5 / 60)
    expect(points()).toEqual([1, 1])
    asked.length = 0
    await at(start + 5.9 / 60)
    expect(points()).toEqual([])
    await at(start + 1)
    expect(points()).toEqual([11, 11, 1, 1])
  })

  it('has the same numbers, whether read at once or bit by bit', async () => {
    for (let minute = 0; minute <= 120; minute += 5) await at(start + minute / 60)
    const bits = objectives.states[0]!
    const whole = (await new Objectives(source, [objective]).advance(BEGIN + (start + 2) * HOUR))
      .states[0]!
    expect(bits.budget).toEqual(whole.budget)
    expect(bits.burnRates).toEqual(whole.burnRates)
  })
})

test('a service of 99.95 % is never told in 90 days', async () => {
  const { source } = prometheusOf({ hours: 90 * 24, ratio: 0.0005, seed: 2 })
  const objectives = new Objectives(source, [objective])
  for (let hour = 1; hour <= 90 * 24; hour += hour < 48 ? 3 : 24) {
    const { burns, outlooks } = await objectives.advance(BEGIN + hour * HOUR)
    expect(burns).toEqual([])
    for (const { crossing } of outlooks) expect(crossing.probability).toBeLessThan(0.5)
  }
})

test('a source that fails is told, and loses nothing', async () => {
  const { source } = prometheusOf({ hours: 100 })
  let isDown = false
  const flaky: Pick<MetricsSource, 'queryRange'> = {
    queryRange(...asked) {
      if (isDown) throw table.sourceUnavailable('Prometheus does not answer')
      return source.queryRange(...asked)
    },
  }
  const objectives = new Objectives(flaky, [objective])
  await objectives.advance(BEGIN + 50 * HOUR)
  isDown = true
  expect(await objectives.advance(BEGIN + 51 * HOUR)).toEqual({
    outlooks: [],
    burns: [],
    states: [],
    failed: [{ name: 'checkout-availability', reason: 'Prometheus does not answer' }],
  })
  expect(objectives.states).toHaveLength(1)
  isDown = false
  const { states } = await objectives.advance(BEGIN + 52 * HOUR)
  const whole = await new Objectives(source, [objective]).advance(BEGIN + 52 * HOUR)
  expect(states[0]!.budget).toEqual(whole.states[0]!.budget)
})

test('no events at all are no news', async () => {
  const empty = { queryRange: async () => ({ series: [], warnings: [] }) }
  const now = await new Objectives(empty, [objective]).advance(BEGIN + 50 * HOUR)
  expect(now).toMatchObject({ outlooks: [], burns: [], failed: [] })
  expect(now.states[0]!.burnRates.get(3600)).toBeNaN()
})

test('a reload keeps what has not changed', async () => {
  const { source, asked } = prometheusOf({ hours: 60 })
  const objectives = new Objectives(source, [objective])
  await objectives.advance(BEGIN + 50 * HOUR)
  asked.length = 0
  objectives.reconfigure([{ ...objective }, { ...objective, name: 'other' }])
  await objectives.advance(BEGIN + 50 * HOUR)
  expect(asked).toHaveLength(4)
  objectives.reconfigure([])
  expect((await objectives.advance(BEGIN + 50 * HOUR)).states).toEqual([])
})

describe('counting', () => {
  const answer = (
    byName: Record<string, readonly number[]>,
  ): Pick<MetricsSource, 'queryRange'> => ({
    async queryRange(expr, { start, step }) {
      const series = Object.entries(byName)
        .filter(([name]) => expr.includes(name))
        .map(([, values]) =>
          createSeries(
            {},
            Float64Array.from(values, (_, i) => start + i * step),
            Float64Array.from(values),
          ),
        )
      return { series, warnings: [] }
    },
  })
  const stretches = { end: 3600, step: 300, count: 3 }

  it.each([
    ['errors by themselves', { bad: [1, 2, 3], all: [10, 10, 2] }, [1, 2, 2], [10, 10, 2]],
    ['no errors yet', { all: [10, 10, 2] }, [0, 0, 0], [10, 10, 2]],
    ['no events known', { bad: [1, 2, 3], all: [10, NaN, 2] }, [1, NaN, 2], [10, NaN, 2]],
  ])('%s', async (_what, given, errors, total) => {
    const events = { counts: 'errors', counted: 'bad', total: 'all' } as const
    const counts = await readCounts(answer(given), events, stretches)
    expect([[...counts.errors], [...counts.total]]).toEqual([errors, total])
  })

  it('good events, and none known', async () => {
    const events = { counts: 'good', counted: 'fine', total: 'all' } as const
    const counts = await readCounts(answer({ fine: [9, 12], all: [10, 10, 2] }), events, stretches)
    expect([...counts.errors]).toEqual([1, 0, NaN])
    expect([...counts.total]).toEqual([10, 10, NaN])
  })

  it('writes the range into an expression that has a place for it', () => {
    expect(increaseOf('increase(a[$__window]) or increase(b[$__window])', 300)).toBe(
      'sum(increase(a[300s]) or increase(b[300s]))',
    )
  })
})

describe('windows of the calendar', () => {
  it.each([
    ['month', '2026-02-01T00:00:00Z', 672, 1],
    ['month', '2026-02-03T01:30:00Z', 672, 50],
    ['month', '2026-12-31T23:30:00Z', 744, 744],
    ['week', '2026-06-01T00:00:00Z', 168, 1],
    ['week', '2026-06-07T23:59:59Z', 168, 168],
  ] as const)('the %s at %s', (period, time, hours, elapsed) => {
    const now = Date.parse(time) / 1000
    expect(windowAt({ kind: 'calendar', period }, now)).toEqual({
      hours,
      elapsed,
      rolls: false,
      horizon: Math.max(1, hours - elapsed),
    })
  })
})

test('a world of the fixture is one of five minutes', () => {
  expect(prometheusOf({ hours: 2 }).world.total).toHaveLength(2 * PER_HOUR)
})
