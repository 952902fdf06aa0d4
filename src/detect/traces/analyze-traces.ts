import type { Series } from '../../model/series.ts'
import type { Rejected, SpanColumns } from '../../model/span.ts'
import type { TraceAnalysis } from '../../model/trace-analysis.ts'
import { analyzeSpans } from './analyze-spans.ts'
import { analyzeSamples } from './analyze-samples.ts'
import { areMetricSamples } from './metric-samples.ts'
import { gatherOperations } from './operations.ts'

export interface TraceOptions {
  /** Unix seconds; only for the answer's own timestamp, never compared with the rows' times. */
  readonly now: number
  /** Only this service's rows; undefined for all. */
  readonly serviceName?: string
  readonly rejected: Rejected
  /** What the reader of the rows had to say. */
  readonly warnings: readonly string[]
}

/** One operation over time: the median of each block of time, or a metric's own samples. */
export interface OperationSeries {
  readonly service: string
  readonly operation: string
  /** Durations in milliseconds, or the metric's values as they were sent. */
  readonly unit: 'milliseconds' | 'as_sent'
  readonly series: Series
}

export interface AnalyzedTraces {
  readonly analysis: Omit<TraceAnalysis, 'predictions'>
  readonly series: readonly OperationSeries[]
}

/**
 * Judges a batch of spans: every operation over its own time, then operations against their
 * siblings. The order of rows does not matter. Nothing is called odd that does not stand up to the
 * number of tests made (Benjamini–Hochberg) and is not large enough to matter.
 */
export function analyzeTraces(columns: SpanColumns, options: TraceOptions): AnalyzedTraces {
  const operations = gatherOperations(columns, options.serviceName)
  return areMetricSamples(operations)
    ? analyzeSamples(operations, options)
    : analyzeSpans(operations, options)
}
