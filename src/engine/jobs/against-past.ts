import { judgeAgainstPast } from '../../detect/operations/judge-against-past.ts'
import { operationsOfBatch } from '../../detect/operations/operations-of-batch.ts'
import { withPast } from '../../detect/operations/past-anomalies.ts'
import { areMetricSamples } from '../../detect/traces/metric-samples.ts'
import { gatherOperations } from '../../detect/traces/operations.ts'
import type { SpanColumns } from '../../model/span.ts'
import type { TraceAnalysis } from '../../model/trace-analysis.ts'
import { baselinesOf, type PastOperations } from './past-operations.ts'

export interface Batch {
  readonly columns: SpanColumns
  readonly serviceName: string | undefined
  /** Unix seconds: the time of rows that have none. */
  readonly now: number
  readonly past: PastOperations
}

/** The analysis of a batch, with what only the past of its operations can tell. */
export function againstPast(
  analysis: Omit<TraceAnalysis, 'predictions'>,
  { columns, serviceName, now, past }: Batch,
): Omit<TraceAnalysis, 'predictions'> {
  const operations = gatherOperations(columns, serviceName)
  if (areMetricSamples(operations)) return analysis
  const baselineOf = baselinesOf(past)
  const known = operationsOfBatch(operations).filter((one) => baselineOf(one) !== undefined)
  if (known.length === 0) return analysis
  const { start, end } = operations
  const middle = Number.isFinite(start) ? (start + end) / 2 : now
  const judged = judgeAgainstPast(known, baselineOf, Math.floor(middle / 3600))
  return withPast(analysis, judged, operations)
}
