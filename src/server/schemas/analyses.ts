import { Type } from '../../schema.ts'
import type { EngineStatus } from '../../engine/engine.ts'
import type { LogAnalysis } from '../../model/log-analysis.ts'
import type { Finding } from '../../model/finding.ts'
import type {
  ForecastAnalysis,
  JudgedColumns,
  MetricAnalysis,
} from '../../model/metric-analysis.ts'
import type { Rejected } from '../../model/span.ts'
import { describes, nullable, refTo } from './describes.ts'
import { BreachSecondsSchema, ComponentSchema } from './model.ts'

export const VerdictSchema = Type.Enum(['ok', 'anomalous', 'insufficient_data'])
export const IsoTime = Type.String({ description: 'RFC 3339.' })
export const Warnings = Type.Array(Type.String())
export const WindowSchema = Type.Object({ start: nullable(IsoTime), end: nullable(IsoTime) })

export const RejectedSchema = describes<Rejected>()(
  Type.Object({
    count: Type.Integer(),
    rows: Type.Array(Type.Object({ index: Type.Integer(), reason: Type.String() }), {
      description: 'The first hundred.',
    }),
  }),
)

export const LogAnalysisSchema = describes<LogAnalysis>()(
  Type.Object(
    {
      log_count: Type.Integer(),
      error_count: Type.Integer(),
      warning_count: Type.Integer(),
      error_rate: Type.Number(),
      anomalies: Type.Array(
        Type.Object({
          type: Type.Enum([
            'new_pattern',
            'pattern_surge',
            'pattern_vanished',
            'error_rate',
            'repeated_error',
          ]),
          severity: Type.Enum(['info', 'warning', 'high', 'critical']),
          message: Type.String(),
          details: Type.Object({
            pattern: Type.Optional(Type.String()),
            template: Type.Optional(Type.String()),
            service: Type.Optional(Type.String()),
            start: nullable(IsoTime),
            end: nullable(IsoTime),
            observed: Type.Number(),
            expected: Type.Number(),
            q_value: nullable(Type.Number()),
          }),
        }),
      ),
      spike_score: Type.Number(),
      timestamp: IsoTime,
      window: WindowSchema,
      patterns: Type.Array(
        Type.Object({
          id: Type.String(),
          template: Type.String(),
          level: Type.Enum(['trace', 'debug', 'info', 'warning', 'error', 'fatal', 'unknown']),
          service: Type.String(),
          count: Type.Integer(),
          share: Type.Number(),
          sample: Type.String(),
        }),
      ),
      rejected: RejectedSchema,
      warnings: Warnings,
      verdict: VerdictSchema,
    },
    { $id: 'LogAnalysis' },
  ),
)

const Column = Type.Array(Type.Number())
const GapColumn = Type.Array(nullable(Type.Number()))
const LabelsSchema = Type.Record(Type.String(), Type.String())

export const JudgedColumnsSchema = describes<JudgedColumns>()(
  Type.Object(
    {
      timestamps: Column,
      values: GapColumn,
      expected: GapColumn,
      lower: GapColumn,
      upper: GapColumn,
      score: Column,
      alert_score: Column,
    },
    { $id: 'JudgedColumns', description: 'Aligned columns for a chart; a gap is null.' },
  ),
)

export const MetricAnalysisSchema = describes<MetricAnalysis>()(
  Type.Object(
    {
      series_count: Type.Integer(),
      sample_count: Type.Integer(),
      timestamp: IsoTime,
      series: Type.Array(
        Type.Object({
          labels: LabelsSchema,
          verdict: VerdictSchema,
          findings: Type.Array(refTo<Finding>('Finding')),
          columns: refTo<JudgedColumns>('JudgedColumns'),
        }),
      ),
      warnings: Warnings,
      verdict: VerdictSchema,
    },
    { $id: 'MetricAnalysis' },
  ),
)

export const ForecastAnalysisSchema = describes<ForecastAnalysis>()(
  Type.Object(
    {
      timestamp: IsoTime,
      forecasts: Type.Array(
        Type.Object({
          labels: LabelsSchema,
          verdict: Type.Enum(['ok', 'insufficient_data']),
          timestamps: Column,
          expected: Column,
          lower: Column,
          upper: Column,
          threshold: Type.Optional(Type.Number()),
          horizon_seconds: Type.Number(),
          probability: Type.Optional(Type.Number()),
          breach_seconds: Type.Optional(BreachSecondsSchema),
          summary: Type.String(),
        }),
      ),
      warnings: Warnings,
    },
    { $id: 'ForecastAnalysis' },
  ),
)

const MaybeNumber = nullable(Type.Number())

type SourceInfo = NonNullable<NonNullable<EngineStatus['source']>['info']>

/** What a server does not tell is undefined inside and absent in JSON. */
const SourceInfoSchema = Type.Unsafe<SourceInfo>(
  Type.Object({
    flavor: Type.Enum(['prometheus', 'thanos', 'mimir', 'victoriametrics', 'unknown']),
    version: Type.String(),
    seriesCount: Type.Optional(Type.Number()),
    oldestTimestamp: Type.Optional(Type.Number()),
    scrapeInterval: Type.Optional(Type.Number()),
  }),
)

export const StatusSchema = describes<EngineStatus>()(
  Type.Object(
    {
      state: Type.Enum(['idle', 'connecting', 'learning', 'watching', 'stopped']),
      components: Type.Array(ComponentSchema),
      source: nullable(
        Type.Object({
          url: Type.String(),
          info: nullable(SourceInfoSchema),
          load: Type.Object({
            queries: Type.Object({ success: Type.Number(), error: Type.Number() }),
            points: Type.Number(),
            bytes: Type.Number(),
          }),
        }),
      ),
      cycle: Type.Object({
        interval_seconds: Type.Number(),
        count: Type.Integer(),
        failed: Type.Integer(),
        last_started: MaybeNumber,
        last_duration_seconds: MaybeNumber,
        last_error: nullable(Type.String()),
      }),
      signals: Type.Object({
        watched: Type.Integer(),
        learning: Type.Integer(),
        queries: Type.Integer(),
      }),
      left_out: Type.Array(Type.Object({ metric: Type.String(), reason: Type.String() })),
      alert_budget: Type.Object({
        pages_per_week: Type.Number(),
        expected_per_week: MaybeNumber,
        realised_per_week: MaybeNumber,
      }),
      judged_until: MaybeNumber,
      queries_per_minute: Type.Number(),
    },
    { $id: 'Status', description: 'What RootOps is doing.' },
  ),
)
