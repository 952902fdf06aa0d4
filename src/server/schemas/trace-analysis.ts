import { Type } from '../../schema.ts'
import type { TraceAnalysis } from '../../model/trace-analysis.ts'
import { IsoTime, RejectedSchema, VerdictSchema, Warnings, WindowSchema } from './analyses.ts'
import { describes, nullable } from './describes.ts'
import { BreachSecondsSchema } from './model.ts'

const MaybeNumber = nullable(Type.Number())
const operation = { service: Type.String(), operation: Type.String() }

const Anomaly = Type.Object({
  ...operation,
  kind: Type.Enum([
    'spike',
    'burst',
    'level_shift',
    'drift',
    'drop',
    'silence',
    'error_burst',
    'bimodal_tail',
    'slow_operation',
  ]),
  start: nullable(IsoTime),
  end: nullable(IsoTime),
  observed: Type.Number(),
  expected: Type.Number(),
  effect: Type.Number({ description: 'observed / expected' }),
  q_value: Type.Number({ description: 'Corrected for the number of comparisons.' }),
  score: Type.Number(),
  summary: Type.String(),
})

const SlowTrace = Type.Object({
  trace_id: Type.String(),
  ...operation,
  duration_ms: Type.Number(),
  timestamp: nullable(IsoTime),
  expected_ms: Type.Number(),
  score: Type.Number(),
})

const Bottleneck = Type.Object({
  ...operation,
  avg_duration_ms: Type.Number(),
  count: Type.Integer(),
  critical_path_share: Type.Number(),
})

const Operation = Type.Object({
  ...operation,
  count: Type.Integer(),
  p50_ms: Type.Number(),
  p95_ms: MaybeNumber,
  p99_ms: MaybeNumber,
  error_rate: Type.Number(),
})

const Prediction = Type.Object({
  ...operation,
  threshold_ms: Type.Number(),
  horizon_seconds: Type.Number(),
  probability: Type.Number(),
  breach_seconds: BreachSecondsSchema,
  summary: Type.String(),
})

export const TraceAnalysisSchema = describes<TraceAnalysis>()(
  Type.Object(
    {
      trace_count: Type.Integer(),
      p50_latency: MaybeNumber,
      p95_latency: MaybeNumber,
      p99_latency: MaybeNumber,
      timestamp: IsoTime,
      window: WindowSchema,
      slow_traces: Type.Array(SlowTrace),
      bottlenecks: Type.Array(Bottleneck),
      operations: Type.Array(Operation),
      anomalies: Type.Array(Anomaly),
      predictions: Type.Array(Prediction),
      structure: Type.Enum(['ids', 'inferred', 'none']),
      rejected: RejectedSchema,
      warnings: Warnings,
      verdict: VerdictSchema,
    },
    { $id: 'TraceAnalysis' },
  ),
)
