import { Type } from '../../schema.ts'
import { OPERATION_KINDS, type Operation, type OperationDetail } from '../../model/operation.ts'
import type { ServiceGraphNow } from '../../model/service-graph.ts'
import { describes, nullable } from './describes.ts'

const MaybeNumber = nullable(Type.Number())
const Time = Type.Number({ description: 'Unix seconds.' })
const PerSecond = Type.Number({ description: 'Calls per second.' })
const Share = Type.Number({ description: 'Share of calls that failed.' })

const hour = {
  hours: Type.Number({ description: 'Hours it is known from; older ones count for less.' }),
  rate: PerSecond,
  error_rate: Share,
  p50_ms: Type.Number(),
  p95_ms: MaybeNumber,
  p99_ms: MaybeNumber,
}

const operation = {
  id: Type.String(),
  service: Type.String(),
  operation: Type.String(),
  kind: Type.Enum([...OPERATION_KINDS]),
  calls: Type.Integer({ description: 'In the last ten minutes, of which the numbers are.' }),
  rate: PerSecond,
  error_rate: nullable(Share),
  p50_ms: nullable(Type.Number({ description: 'Null below 20 calls.' })),
  p95_ms: nullable(Type.Number({ description: 'Null below 100 calls.' })),
  p99_ms: nullable(Type.Number({ description: 'Null below 500 calls.' })),
  time_share: Type.Number({ description: "Share of the time of all operations' calls." }),
  usual: nullable(
    Type.Object(
      { basis: Type.Enum(['hour_of_week', 'hour_of_day', 'all_hours']), ...hour },
      { description: 'What is usual at this hour; null where too little is known.' },
    ),
  ),
  last_seen: Time,
}

export const OperationSchema = describes<Operation>()(
  Type.Object(operation, {
    $id: 'Operation',
    description: 'An operation whose spans are received.',
  }),
)

const Columns = { of: Type.Array(MaybeNumber) }

export const OperationDetailSchema = describes<OperationDetail>()(
  Type.Object(
    {
      ...operation,
      baseline: Type.Array(
        Type.Object({
          hour_of_week: Type.Integer({ description: 'From Monday 00:00 UTC.' }),
          ...hour,
        }),
      ),
      distribution: Type.Array(
        Type.Object({ from_ms: Type.Number(), to_ms: Type.Number(), count: Type.Integer() }),
        { description: 'Durations of the minutes kept.' },
      ),
      minutes: Type.Object({
        timestamps: Type.Array(Time),
        rate: Type.Array(PerSecond),
        error_rate: Columns.of,
        p50_ms: Columns.of,
        p95_ms: Columns.of,
      }),
      exemplars: Type.Array(
        Type.Object({
          of: Type.Enum(['p50', 'p95', 'p99', 'error']),
          trace_id: Type.String(),
          duration_ms: Type.Number(),
          timestamp: Time,
        }),
      ),
    },
    { $id: 'OperationDetail' },
  ),
)

export const ServiceGraphSchema = describes<ServiceGraphNow>()(
  Type.Object(
    {
      start: nullable(Time),
      end: nullable(Time),
      sampled: Type.Integer({ description: 'One of so many traces was kept.' }),
      nodes: Type.Array(Type.Object({ service: Type.String(), calls: PerSecond, failures: Share })),
      edges: Type.Array(
        Type.Object({
          caller: Type.String(),
          callee: Type.String(),
          calls: PerSecond,
          failures: Share,
          p50_ms: Type.Number(),
          p95_ms: MaybeNumber,
          gap_ms: nullable(
            Type.Number({ description: "What the caller waits beyond the callee's own time." }),
          ),
        }),
      ),
      warnings: Type.Array(Type.String()),
    },
    { $id: 'ServiceGraph' },
  ),
)
