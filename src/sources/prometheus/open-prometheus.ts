import { errors } from '../../errors.ts'
import type { MetricsSource, Range, RangeResult } from '../source.ts'
import { ask } from './discovery/ask.ts'
import { fetchInfo } from './discovery/info.ts'
import { fetchMetadata } from './discovery/metadata.ts'
import { fetchAlertRules, fetchRules } from './discovery/rules.ts'
import { fetchLabelSets, fetchMetricNames } from './discovery/series-list.ts'
import { fetchTargets } from './discovery/targets.ts'
import { onGrid, partsOf } from './grid.ts'
import { createClient, type PrometheusClient } from './http/client.ts'
import { joinParts } from './join.ts'
import { defaults, type PrometheusOptions } from './options.ts'
import { readResult, type ResultLimits } from './scan/result.ts'
import { seconds } from './seconds.ts'

const DAY = 86_400

/**
 * A Prometheus, Thanos, Mimir or VictoriaMetrics. Opens no connection before it is asked, and
 * keeps nothing of a failed call: the next one starts anew. Throws CONFIG_INVALID; its methods
 * reject with SOURCE_REFUSED, SOURCE_UNAVAILABLE, INPUT_TOO_LARGE or INPUT_INVALID.
 */
export function openPrometheus(options: PrometheusOptions): MetricsSource {
  const client = createClient(options)
  const now = options.now ?? (() => Date.now() / 1000)
  const limits: ResultLimits = {
    maxSeries: options.maxSeries ?? defaults.maxSeries,
    maxSamples: options.maxSamples ?? defaults.maxSamples,
  }
  const querying: Querying = {
    client,
    limits,
    maxPoints: options.maxPointsPerQuery ?? defaults.maxPointsPerQuery,
    timeout: seconds(options.timeoutSeconds ?? defaults.timeoutSeconds),
  }
  return {
    info: () => fetchInfo(client, limits, now()),
    metadata: () => fetchMetadata(client),
    targets: () => fetchTargets(client),
    rules: () => fetchRules(client),
    alertRules: () => fetchAlertRules(client),
    metricNames: () => fetchMetricNames(client, { start: now() - DAY, end: now() }),
    labelSets: (metric, period) => fetchLabelSets(client, metric, period),
    queryRange: (expr, range, { signal } = {}) => queryRange(querying, expr, range, signal),
    query: (expr, time) => queryInstant(querying, expr, time),
    load: () => client.load(),
    close: () => client.close(),
  }
}

interface Querying {
  readonly client: PrometheusClient
  readonly limits: ResultLimits
  readonly maxPoints: number
  /** Told to the server, so that it stops when we have stopped waiting. */
  readonly timeout: string
}

/** Asks part by part, so that the server never works on more than one part of a range. */
async function queryRange(
  querying: Querying,
  query: string,
  range: Range,
  signal: AbortSignal | undefined,
): Promise<RangeResult> {
  if (!(range.step > 0) || !Number.isFinite(range.end - range.start))
    throw errors.inputInvalid(`a range needs a start, an end and a step above 0`)
  const parts: RangeResult[] = []
  let left = querying.limits.maxSamples
  for (const { start, end, step } of partsOf(onGrid(range), querying.maxPoints)) {
    const times = { start: seconds(start), end: seconds(end), step: seconds(step) }
    const part = await askResult(querying, {
      path: '/api/v1/query_range',
      params: { query, ...times, timeout: querying.timeout },
      maxSamples: left,
      signal,
    })
    left -= sampleCount(part)
    parts.push(part)
  }
  return joinParts(parts)
}

function queryInstant(querying: Querying, query: string, time: number): Promise<RangeResult> {
  return askResult(querying, {
    path: '/api/v1/query',
    params: { query, time: seconds(time), timeout: querying.timeout },
    maxSamples: querying.limits.maxSamples,
    signal: undefined,
  })
}

async function askResult(
  { client, limits }: Querying,
  question: {
    path: string
    params: Record<string, string>
    maxSamples: number
    signal: AbortSignal | undefined
  },
): Promise<RangeResult> {
  const { maxSamples, ...exchange } = question
  const result = await ask(client, {
    ...exchange,
    parse: (reader) => readResult(reader, { ...limits, maxSamples }),
  })
  client.countPoints(sampleCount(result))
  return result
}

function sampleCount({ series }: RangeResult): number {
  return series.reduce((sum, { values }) => sum + values.length, 0)
}
