import { Type } from '../../schema.ts'
import type { OperationsView } from '../../engine/operations/operations.ts'
import { describes, nullable } from './describes.ts'

type Comparison = Awaited<ReturnType<OperationsView['compare']>>

const Verdict = Type.Enum(['regressed', 'improved', 'no_difference', 'too_little_data'])
const MaybeNumber = nullable(Type.Number())
const Both = Type.Object({ before: Type.Number(), after: Type.Number() })
const MaybeBoth = Type.Object({ before: MaybeNumber, after: MaybeNumber })
const names = { service: Type.String(), operation: Type.String() }

const rate = {
  verdict: Verdict,
  before: MaybeNumber,
  after: MaybeNumber,
  ratio: MaybeNumber,
  q_value: MaybeNumber,
}

export const ComparisonSchema = describes<Comparison>()(
  Type.Object(
    {
      verdict: Verdict,
      operations: Type.Array(
        Type.Object({
          ...names,
          verdict: Verdict,
          count: Both,
          latency: Type.Object({
            verdict: Verdict,
            p50_ms: Both,
            p95_ms: MaybeBoth,
            p99_ms: MaybeBoth,
            ratio: MaybeNumber,
            ratio_low: MaybeNumber,
            ratio_high: MaybeNumber,
            cliffs_delta: MaybeNumber,
            q_value: MaybeNumber,
            blocks: Both,
          }),
          errors: Type.Object(rate),
          calls: Type.Object({ ...rate, per: nullable(Type.Object(names)) }),
          summary: Type.String(),
          exemplars: Type.Array(Type.String()),
        }),
      ),
      tests: Type.Integer({ description: 'Tests that the q-values are corrected for.' }),
      warnings: Type.Array(Type.String()),
    },
    { $id: 'Comparison', description: 'Worst first: `a` is before, `b` after.' },
  ),
)

const Time = Type.Union([Type.String(), Type.Number()], {
  description: 'Unix seconds or RFC 3339; without an offset it is UTC.',
})
const Rows = Type.Array(Type.Unknown(), { description: 'Rows as analyze/traces takes them.' })
const Service = Type.Optional(Type.String({ description: 'Only this service.' }))
const Side = Type.Union([
  Type.Object({ start: Time, end: Time }, { description: 'A window of received spans.' }),
  Type.Object({ traces: Rows }),
])

/** For the documentation only: a worker reads the body. */
export const COMPARE_BODY = {
  content: {
    'application/json': {
      schema: Type.Union([
        Type.Object({ a: Side, b: Side, service: Service }),
        Type.Object({
          by: Type.String({ description: 'An attribute, such as service.version.' }),
          values: Type.Array(Type.String(), {
            minItems: 2,
            maxItems: 2,
            description: 'Its value before and after.',
          }),
          traces: Type.Optional(Rows),
          start: Type.Optional(Time),
          end: Type.Optional(Time),
          service: Service,
        }),
      ]),
    },
  },
}
