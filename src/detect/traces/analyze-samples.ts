import type { AnalyzedTraces, TraceOptions } from './analyze-traces.ts'
import { judgeAll, seriesOf } from './judge-all.ts'
import { metricSubjects } from './metric-samples.ts'
import type { Operations } from './operations.ts'
import { answerOf } from './report/answer.ts'
import { NO_CALLS } from './report/calls.ts'
import { discoveries } from './report/anomalies.ts'
import { summarizeOperations, totalsOf } from './report/operation-summaries.ts'

const ADVICE =
  'the rows are samples of metrics (each trace id ends in the time of its row), not calls: they were judged as series over time, values as they were sent, without latencies, slow traces or critical paths. POST /api/v1/analyze/metrics takes the answer of query_range as it is, keeps all labels, and judges better'

/** The answer for samples of metrics that were sent as if they were calls. */
export function analyzeSamples(operations: Operations, options: TraceOptions): AnalyzedTraces {
  const { subjects, warnings } = metricSubjects(operations)
  const judged = judgeAll(subjects, operations)
  const found = discoveries(judged.candidates, judged.tests)
  return {
    analysis: {
      ...answerOf(operations, options, { found, tests: judged.tests }),
      p50_latency: null,
      p95_latency: null,
      p99_latency: null,
      slow_traces: [],
      bottlenecks: [],
      operations: summarizeOperations(operations, totalsOf(operations)),
      ...NO_CALLS,
      warnings: [...options.warnings, ADVICE, ...warnings],
    },
    series: seriesOf(judged.judgements),
  }
}
