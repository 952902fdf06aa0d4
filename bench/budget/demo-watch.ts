import { startDemoApi } from '../../src/demo/api/demo-api.ts'
import { createWorld, type World } from '../../src/demo/world/world.ts'
import { AlertBudget } from '../../src/engine/budget/alert-budget.ts'
import { discoverQueries, type WatchOptions } from '../../src/engine/discovery.ts'
import { judge, predict } from '../../src/engine/jobs.ts'
import type { EngineOptions } from '../../src/engine/options.ts'
import { Passage, type Page } from '../../src/engine/passage.ts'
import { readOn } from '../../src/engine/read-on.ts'
import { Situation } from '../../src/engine/situation.ts'
import { Watch } from '../../src/engine/watch.ts'
import type { WorkerPool } from '../../src/engine/worker-pool.ts'
import { openPrometheus } from '../../src/sources/prometheus/open-prometheus.ts'
import type { MetricsSource } from '../../src/sources/source.ts'

/** A Monday, midnight UTC. */
export const START = 1_790_035_200
export const DAY = 86_400
export const OFFSET = 5

/** The jobs of the worker threads, done here: CPU time is then that of this process. */
export const inProcess: WorkerPool = {
  async run<T>(name: string, task: unknown) {
    const job: (task: never) => unknown = name === 'judge' ? judge : predict
    return (await Promise.resolve(job(task as never))) as T
  },
  queueDepth: 0,
  close: () => Promise.resolve(),
}

export function watchOptions(alertBudget: number): WatchOptions {
  return {
    maxSignals: 500,
    maxSeriesPerQuery: 200,
    include: undefined,
    exclude: undefined,
    alertBudget,
  }
}

export function engineOptions(
  alertBudget: number,
  { interval, history }: { interval: number; history: number },
): EngineOptions {
  return {
    sourceUrl: '',
    watch: watchOptions(alertBudget),
    interval,
    offset: OFFSET,
    history,
    historyPoints: 1e9,
    rediscover: 1800,
    horizon: DAY,
    forecastInterval: 300,
    retention: 90 * DAY,
    dryRun: true,
  }
}

export interface DemoSource {
  readonly world: World
  readonly source: MetricsSource
  /** What the world takes for the present, in unix seconds. */
  setNow(now: number): void
  close(): Promise<void>
}

/** A demo world behind its Prometheus API, with a present that stands still until it is moved. */
export async function openDemo(seed: number, step: 15 | 60): Promise<DemoSource> {
  let present = START
  const now = () => present
  const world = createWorld({ seed, start: START, step })
  const api = await startDemoApi(world, { port: 0, host: '127.0.0.1', now })
  const source = openPrometheus({
    url: api.url,
    httpConfig: {},
    timeoutSeconds: 600,
    concurrency: 2,
    now,
  })
  return {
    world,
    source,
    setNow: (moment) => void (present = moment),
    async close() {
      await source.close()
      await api.close()
    },
  }
}

/** What a watch knows after a time: enough to go on from it as often as one likes. */
export interface Learned {
  readonly until: number
  readonly states: Awaited<ReturnType<Watch['encodeStates']>>
  readonly signals: Watch['table']['signals']
  readonly budget: Uint8Array
}

/** Watches a demo from what was learned, or from its start, and answers what is told until then. */
export async function watchDemo(
  demo: DemoSource,
  { step, budget: pagesAWeek }: { step: 15 | 60; budget: number },
  { until, learned }: { until: number; learned?: Learned },
): Promise<{ pages: Page[]; learned: Learned }> {
  demo.setNow(until + OFFSET)
  const { source } = demo
  const watch = new Watch({
    source,
    pool: inProcess,
    step,
    window: 4 * step,
    scrapeInterval: step,
    capacity: 500,
  })
  watch.watch(await discoverQueries(source, watchOptions(pagesAWeek), until), () => true)
  const budget = new AlertBudget(pagesAWeek)
  if (learned) {
    watch.restore(learned.signals, learned.states)
    budget.restore(learned.budget)
  }
  const passage = new Passage({ situation: new Situation(), budget, offset: OFFSET })
  const pages: Page[] = []
  const span = { until, from: START, offset: OFFSET, now: until + OFFSET }
  const isFollowed = watch.follows.bind(watch)
  for await (const stretch of readOn({ watch, passage, ...span, isFollowed }))
    pages.push(...stretch.pages)
  const states = await watch.encodeStates()
  return { pages, learned: { until, states, signals: watch.table.live, budget: budget.encode() } }
}
