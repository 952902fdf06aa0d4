import { describe, expect, it } from 'vitest'

import { createRandom } from '../../math/random.ts'
import { createSeries } from '../../model/series.ts'
import { errors } from '../../errors.ts'
import type { MetricsSource } from '../../sources/source.ts'
import { AlertBudget } from '../budget/alert-budget.ts'
import { judgeFrame } from '../jobs/judge-job.ts'
import type { EngineOptions } from '../options.ts'
import { Passage, type Page } from '../passage.ts'
import { readOn } from '../read-on.ts'
import { Situation } from '../situation.ts'
import { Watch } from '../watch.ts'
import type { WorkerPool } from '../worker-pool.ts'
import { backtest } from './backtest.ts'

const DAY = 86_400
const STEP = 60
const START = 1_790_035_200
const UNTIL = START + 2 * DAY
const BREAKS = START + 1.5 * DAY
const JOBS = ['auth', 'cart', 'search']

/** Queues of noise; that of the cart is ten times as long from noon of the second day on. */
function lengthAt(job: number, time: number): number {
  const noise = createRandom(job * 1_000_003 + (time - START) / STEP)
  const broken = job === 1 && time >= BREAKS && time < BREAKS + 3600
  return (broken ? 10 : 1) * (100 + 20 * (noise() + noise() + noise()))
}

const labelSets = JOBS.map((job) => ({ __name__: 'queue_length', job }))
const source: MetricsSource = {
  info: () =>
    Promise.resolve({
      flavor: 'prometheus',
      version: '3',
      seriesCount: 3,
      oldestTimestamp: START,
      scrapeInterval: STEP,
    }),
  metadata: () =>
    Promise.resolve([{ metric: 'queue_length', type: 'gauge', help: 'Jobs that wait.', unit: '' }]),
  targets: () => Promise.resolve([]),
  metricNames: () => Promise.resolve(['queue_length']),
  labelSets: () => Promise.resolve({ labels: labelSets, truncated: false }),
  queryRange(expr, { start, end, step }) {
    const count = Math.floor((end - start) / step) + 1
    const timestamps = Float64Array.from({ length: count }, (_, i) => start + i * step)
    const series = JOBS.map((job, i) =>
      createSeries(
        { job },
        timestamps,
        timestamps.map((time) => lengthAt(i, time)),
      ),
    )
    const pulse = createSeries({}, timestamps, timestamps)
    return Promise.resolve({ series: expr.includes('up') ? [pulse] : series, warnings: [] })
  },
  query: () => Promise.resolve({ series: [], warnings: [] }),
  load: () => ({ queries: { success: 0, error: 0 }, points: 0, bytes: 0 }),
  close: () => Promise.resolve(),
}
const pool: WorkerPool = {
  run: <T>(_: string, task: unknown) => Promise.resolve(judgeFrame(task as never) as T),
  queueDepth: 0,
  close: () => Promise.resolve(),
}
const options: EngineOptions = {
  sourceUrl: '',
  watch: {
    maxSignals: 10,
    maxSeriesPerQuery: 10,
    include: undefined,
    exclude: undefined,
    alertBudget: 3,
  },
  interval: STEP,
  offset: 5,
  history: 14 * DAY,
  historyPoints: 1e7,
  rediscover: 1800,
  horizon: DAY,
  forecastInterval: 300,
  retention: DAY,
  dryRun: true,
}
const on = { source, pool, options, onProgress: () => {} }

describe('backtest', () => {
  it('tells what would have been told, and when', async () => {
    const result = await backtest(on, { since: UNTIL - DAY, until: UNTIL })
    expect(result).toMatchObject({ learned_from: START, since: START + DAY, signals: 3 })
    expect(result.pages).toHaveLength(1)
    const [{ told_at, incident }] = result.pages as [(typeof result.pages)[0]]
    expect(told_at - BREAKS).toBeGreaterThanOrEqual(0)
    expect(told_at - BREAKS).toBeLessThan(300)
    expect(incident).toMatchObject({
      state: 'resolved',
      entities: [expect.stringContaining('cart')],
    })
    expect(result.days.map(({ pages }) => pages)).toEqual([1, 0])
    expect(result.alert_budget).toMatchObject({ pages_per_week: 3, realised_per_week: 7 })
  })

  it('learns from the first day where there is nothing before', async () => {
    const result = await backtest(on, { since: START - 5 * DAY, until: UNTIL })
    expect(result.since).toBe(START + DAY)
  })

  it('says that history cannot be read', async () => {
    const gone = () => Promise.reject(errors.sourceUnavailable('no answer'))
    const broken = { ...on, source: { ...source, queryRange: gone } }
    await expect(backtest(broken, { since: UNTIL - DAY, until: UNTIL })).rejects.toThrow(
      'no answer',
    )
  })
})

it('tells the same as cycles that saw one row each', async () => {
  const { pages } = await backtest(on, { since: START + DAY, until: UNTIL })
  const live = await cycleByCycle()
  expect(live.length).toBeGreaterThan(0)
  expect(pages.map(({ told_at, told }) => ({ told_at, told }))).toEqual(
    live.map(({ at, incident }) => ({ told_at: at, told: incident.summary })),
  )
})

async function cycleByCycle(): Promise<Page[]> {
  const timing = { step: STEP, window: 240, scrapeInterval: STEP, capacity: 10 }
  const watch = new Watch({ source, pool, ...timing })
  const { discoverQueries } = await import('../discovery.ts')
  watch.watch(await discoverQueries(source, options.watch, UNTIL), () => true)
  const budget = new AlertBudget(3)
  const passage = new Passage({ situation: new Situation(), budget, offset: 5 })
  const pages: Page[] = []
  for (let time = START; time <= UNTIL; time += STEP) {
    const span = { until: time, from: START, offset: 5, now: time + 5 }
    const isFollowed = watch.follows.bind(watch)
    for await (const stretch of readOn({ watch, passage, ...span, isFollowed }))
      pages.push(...stretch.pages.filter(({ at }) => at >= START + DAY))
  }
  return pages
}
