import { errors } from '../../errors.ts'
import type { LoadAnalysis } from '../../model/load-analysis.ts'
import type { Series } from '../../model/series.ts'
import type { MetricsSource } from '../../sources/source.ts'
import type { LoadTask } from '../jobs/load-job.ts'
import type { WorkerPool } from '../worker-pool.ts'
import { readLoadWish, type LoadWish } from './load-wish.ts'
import { onlySeries, sentSeries } from './only-series.ts'

export interface AnalyzeLoadOn {
  readonly pool: Pick<WorkerPool, 'run'>
  readonly source: MetricsSource | undefined
  readonly now: number
}

/** A larger body holds samples, and is read in a worker. */
const MAX_READ_HERE = 1 << 20

/** Answers a body of analyze/load: asks the source for what is asked, and a worker for the analysis. */
export async function analyzeLoad(
  { pool, source, now }: AnalyzeLoadOn,
  body: Uint8Array,
): Promise<LoadAnalysis> {
  if (body.length > MAX_READ_HERE) return pool.run<LoadAnalysis>('loadBody', { body, now })
  const wish = readLoadWish(body)
  const warnings: string[] = []
  const read = (name: 'load' | 'latency') => seriesOf(source, { wish, name, warnings })
  const [load, latency] = await Promise.all([read('load'), read('latency')])
  const { latencyLimit, since, horizon } = wish
  const task: LoadTask = { load, latency, latencyLimit, since, horizon, warnings, now }
  return pool.run<LoadAnalysis>('load', task)
}

async function seriesOf(
  source: MetricsSource | undefined,
  asked: { wish: LoadWish; name: 'load' | 'latency'; warnings: string[] },
): Promise<Series> {
  const { wish, name, warnings } = asked
  const wished = wish[name]
  if (wished.query === undefined) return sentSeries(wished.series, `${name}.series`)
  if (!source)
    throw errors.inputImpossible(
      'no Prometheus is configured, so a query cannot be asked: send an answer of query_range as series, or start with --prometheus.url',
      [{ place: `${name}.query`, message: 'there is nobody to ask' }],
    )
  const result = await source.queryRange(wished.query, wish.range!)
  warnings.push(...result.warnings)
  return onlySeries(result, `${name}.query`)
}
