import { Type } from '../../schema.ts'

/**
 * What the analyses take, for the documentation only: the engine's workers read the bytes, and say
 * which rows they could not use, instead of refusing the lot.
 */

const Value = Type.Union([Type.Number(), Type.String()])
const MaybeTime = Type.Optional(
  Type.Union([Type.String(), Type.Number()], {
    description: 'RFC 3339 or unix seconds; without an offset it is UTC.',
  }),
)

const TraceRow = Type.Object({
  trace_id: Type.Optional(Type.String()),
  service: Type.Optional(Type.String()),
  operation: Type.Optional(Type.String()),
  duration_ms: Value,
  timestamp: MaybeTime,
  span_id: Type.Optional(Type.String()),
  parent_id: Type.Optional(Type.String()),
  status: Type.Optional(Type.String()),
  attributes: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
})

const LogRow = Type.Object({
  timestamp: MaybeTime,
  level: Type.Optional(Type.String()),
  message: Type.String(),
  service: Type.Optional(Type.String()),
})

const Ask = Type.Object({
  query: Type.String({ description: 'PromQL; we ask the Prometheus that we watch.' }),
  start: Value,
  end: Value,
  step: Value,
})

const QueryRangeAnswer = Type.Object(
  { data: Type.Object({ result: Type.Array(Type.Unknown()) }) },
  { description: 'An answer of query_range as it came.' },
)

const Ahead = Type.Object({
  horizon: Type.Number({ description: 'Seconds.' }),
  threshold: Type.Optional(Type.Number()),
})

const LoadSide = Type.Union([
  Type.Object({ query: Type.String({ description: 'PromQL that answers one series.' }) }),
  Type.Object({ series: QueryRangeAnswer }),
])

const LoadAsk = Type.Object({
  load: LoadSide,
  latency: LoadSide,
  start: Type.Optional(Value),
  end: Type.Optional(Value),
  step: Type.Optional(Value),
  latency_limit: Type.Optional(
    Type.Number({ description: "In the latency's own unit: what load keeps it?" }),
  ),
  since: Type.Optional(
    Type.Union([Type.String(), Type.Number()], {
      description: 'RFC 3339 or unix seconds: is latency worse since then, at the same load?',
    }),
  ),
  horizon: Type.Optional(
    Type.Union([Type.Number(), Type.String()], {
      description: 'How far ahead to look for peaks of load; 4w when absent.',
    }),
  ),
})

function content(schema: unknown, ...types: string[]) {
  return { content: Object.fromEntries(types.map((type) => [type, { schema }])) }
}

export const ANALYSIS_BODIES = {
  traces: content(
    Type.Object({
      traces: Type.Array(TraceRow),
      service_name: Type.Optional(Type.String({ description: 'Only this service.' })),
    }),
    'application/json',
  ),
  logs: {
    content: {
      ...content(Type.Object({ logs: Type.Array(LogRow) }), 'application/json').content,
      ...content(Type.String(), 'application/x-ndjson', 'text/plain').content,
    },
  },
  metrics: content(Type.Union([Ask, QueryRangeAnswer]), 'application/json'),
  load: content(LoadAsk, 'application/json'),
  forecast: content(
    Type.Union([Type.Intersect([Ask, Ahead]), Type.Intersect([QueryRangeAnswer, Ahead])]),
    'application/json',
  ),
}
