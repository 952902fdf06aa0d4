import { errors } from '../errors.ts'
import type { LogAnalysis } from '../model/log-analysis.ts'
import type { ForecastAnalysis, MetricAnalysis } from '../model/metric-analysis.ts'
import type { TraceAnalysis } from '../model/trace-analysis.ts'
import type { MetricsSource, Range } from '../sources/source.ts'
import type { QueryWish, Wish } from './analysis-wish.ts'
import type { Clock } from './clock.ts'
import type { Analyses } from './engine.ts'
import type { PastOperations } from './jobs/past-operations.ts'
import type { WorkerPool } from './worker-pool.ts'

export interface AnalysesDependencies {
  readonly pool: Pick<WorkerPool, 'run'>
  readonly clock: Clock
  readonly source: MetricsSource | undefined
  /** What was usual for operations; absent: nothing is known. */
  readonly past?: (() => PastOperations | undefined) | undefined
}

/** History read before the range that was asked for, so that there is something to judge by. */
const LEARN_SECONDS = 7 * 86_400
/** Points of one series that are read for it: bounds what one request costs Prometheus. */
const LEARN_POINTS = 10_000

/** The analyses that people and scripts ask for: the work is done in worker threads. */
export function createAnalyses({ pool, clock, source, past }: AnalysesDependencies): Analyses {
  return {
    traces: (body) =>
      pool.run<TraceAnalysis>('traces', { body, now: clock.now(), past: past?.() }, memoryOf(body)),
    logs: (body, contentType) =>
      pool.run<LogAnalysis>('logs', { body, contentType, now: clock.now() }, memoryOf(body)),
    async metrics(body) {
      const now = clock.now()
      const wish = await wishOf(body)
      if (!isQuery(wish))
        return pool.run<MetricAnalysis>('metricBody', { body, now }, memoryOf(body))
      const { series, warnings } = await fetchWithHistory(source, wish)
      const { query: expr, start: from } = wish
      return pool.run<MetricAnalysis>('metricSeries', { series, expr, from, warnings, now })
    },
    async load(body) {
      const { analyzeLoad } = await import('./load/analyze-load.ts')
      return analyzeLoad({ pool, source, now: clock.now() }, body)
    },
    async forecast(body) {
      const now = clock.now()
      const wish = await wishOf(body)
      const { horizon } = wish
      if (horizon === undefined)
        throw errors.inputInvalid('horizon is missing', [
          { place: 'horizon', message: 'how many seconds to look ahead' },
        ])
      if (!isQuery(wish))
        return pool.run<ForecastAnalysis>('forecastRaw', { ...wish, body, now }, memoryOf(body))
      const { series, warnings } = await fetchWithHistory(source, wish)
      return pool.run<ForecastAnalysis>('forecastSeries', {
        ...wish,
        expr: wish.query,
        series,
        warnings,
        now,
      })
    },
  }
}

/** The memory of a body, to be moved into the worker instead of copied; a small one shares a pool's. */
function memoryOf({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
}

/** Loads what checks a wish when there is one: it is large, and most processes only watch. */
async function wishOf(body: Uint8Array): Promise<Wish | QueryWish> {
  const { readWish } = await import('./analysis-wish.ts')
  return readWish(body)
}

function isQuery(wish: Wish): wish is QueryWish {
  return wish.query !== undefined
}

async function fetchWithHistory(source: MetricsSource | undefined, wish: QueryWish) {
  if (!source)
    throw errors.inputImpossible(
      'no Prometheus is configured, so a query cannot be asked: send a query_range answer, or start with --prometheus.url',
      [{ place: 'query', message: 'there is nobody to ask' }],
    )
  return source.queryRange(wish.query, withHistory(wish))
}

function withHistory({ start, end, step }: Range): Range {
  const asked = Math.ceil((end - start) / step)
  const room = Math.max(0, LEARN_POINTS - asked) * step
  const learned = Math.min(LEARN_SECONDS, room)
  return { start: Math.ceil((start - learned) / step) * step, end, step }
}
