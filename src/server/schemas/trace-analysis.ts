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
  exemplars: Type.Array(Type.String(), { description: 'Trace ids that show it, at most three.' }),
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

const Count = Type.Integer()
const TraceIds = Type.Array(Type.String(), { description: 'Trace ids, at most three.' })

const CompletenessSchema = Type.Object(
  { traces: Count, complete: Count, orphans: Count, early: Count, late: Count },
  {
    description:
      'How much was sent: complete traces, parents that are missing, clocks that differ.',
  },
)

const Graph = Type.Object({
  nodes: Type.Array(
    Type.Object({
      service: Type.String(),
      calls: Count,
      failures: Count,
      self_ms: Type.Number(),
    }),
  ),
  edges: Type.Array(
    Type.Object({
      caller: Type.String(),
      callee: Type.String(),
      calls: Count,
      failures: Count,
      p50_ms: Type.Number(),
      p95_ms: MaybeNumber,
      gap_ms: nullable(
        Type.Number({ description: 'What the caller waits beyond it: network and queues.' }),
      ),
    }),
  ),
})

const RepeatedCallsSchema = Type.Object(
  {
    ...operation,
    caller: Type.Object(operation),
    repeating: Count,
    calling: Count,
    times: Type.Number(),
    most: Type.Number(),
    cost_share: Type.Number({ description: "Share of these callers' time." }),
    is_serial: Type.Boolean(),
    exemplars: TraceIds,
  },
  { description: 'One call of the caller makes this one again and again (N+1).' },
)

const ErrorOriginsSchema = Type.Object(
  {
    ...operation,
    calls: Count,
    failures: Count,
    origins: Type.Integer({
      description: 'Failures without a failing call below: they begin here.',
    }),
    passed_on: Count,
    absorbed: Count,
    reach_root: Count,
    exemplars: TraceIds,
  },
  { description: 'Where failures begin, and where they are passed on.' },
)

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
      completeness: nullable(CompletenessSchema),
      service_graph: Graph,
      repeated_calls: Type.Array(RepeatedCallsSchema),
      error_origins: Type.Array(ErrorOriginsSchema),
      rejected: RejectedSchema,
      warnings: Warnings,
      verdict: VerdictSchema,
    },
    { $id: 'TraceAnalysis' },
  ),
)
