import { analyzeTraces } from '../../detect/traces/analyze-traces.ts'
import { predictCrossing } from '../../forecast/crossing/predict-crossing.ts'
import { formatDuration, formatValue } from '../../incidents/units.ts'
import { finiteSorted } from '../../math/median.ts'
import { quantileSorted } from '../../math/quantile.ts'
import type { Series } from '../../model/series.ts'
import type { TraceAnalysis, TracePrediction } from '../../model/trace-analysis.ts'
import { readTraceBody } from '../../sources/trace-rows.ts'
import { againstPast } from './against-past.ts'
import type { PastOperations } from './past-operations.ts'

export interface TraceTask {
  readonly body: Uint8Array
  /** Unix seconds. */
  readonly now: number
  /** What was usual for operations whose spans are received; absent: nothing is known. */
  readonly past?: PastOperations | undefined
}

interface OperationSeries {
  readonly service: string
  readonly operation: string
  readonly series: Series
  readonly unit: 'milliseconds' | 'as_sent'
}

/** Fewer points than this carry no prediction. */
const MIN_POINTS = 60
/** Operations looked at: bounds the time that one request may take. */
const MAX_FORECASTS = 50
/** A prediction is worth telling when it is more likely than not. */
const LIKELY = 0.5

/** Reads rows or spans and answers as POST /api/v1/analyze/traces does. */
export function analyzeTraceBody({ body, now, past }: TraceTask): TraceAnalysis {
  const { columns, rejected, serviceName, warnings } = readTraceBody(body)
  const { analysis, series } = analyzeTraces(columns, {
    now,
    rejected,
    warnings,
    ...(serviceName !== undefined && { serviceName }),
  })
  // What is as usual is not about to break: only operations that have changed are foreseen, and only
  // where the rows are durations: of other quantities nobody knows what would be too much.
  const changed = new Set(analysis.anomalies.map((one) => keyOf(one)))
  const predictions = series
    .filter(
      (one) =>
        one.unit === 'milliseconds' &&
        changed.has(keyOf(one)) &&
        one.series.values.length >= MIN_POINTS,
    )
    .slice(0, MAX_FORECASTS)
    .flatMap((one) => predictOperation(one))
  return {
    ...(past ? againstPast(analysis, { columns, serviceName, now, past }) : analysis),
    predictions,
  }
}

function keyOf({ service, operation }: { service: string; operation: string }): string {
  return `${service}\0${operation}`
}

/** Will it double what it has reached so far, within as long again as we have seen it? */
function predictOperation({ service, operation, series }: OperationSeries): TracePrediction[] {
  const { timestamps, values } = series
  const threshold = 2 * quantileSorted(finiteSorted(values), 0.95)
  const horizonSeconds = Math.round(timestamps.at(-1)! - timestamps[0]!)
  if (!(threshold > 0) || !(horizonSeconds > 0)) return []
  const crossing = predictCrossing(series, { threshold, direction: 'up', horizonSeconds })
  // What has been reached already is an anomaly, not a prediction.
  const isAhead = crossing !== undefined && crossing.breach_seconds.p50 !== 0
  if (!isAhead || crossing.probability < LIKELY) return []
  const { probability, breach_seconds } = crossing
  const span = formatDuration(horizonSeconds)
  return [
    {
      service,
      operation,
      threshold_ms: threshold,
      horizon_seconds: horizonSeconds,
      probability,
      breach_seconds,
      summary:
        `${operation} of ${service} will probably reach ${formatValue(threshold / 1000, 'seconds')} ` +
        `within ${span} (${Math.round(probability * 100)} %)`,
    },
  ]
}
