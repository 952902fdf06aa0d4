import type { LoadAnalysis } from '../../model/load-analysis.ts'
import { Type } from '../../schema.ts'
import { IsoTime, Warnings } from './analyses.ts'
import { describes, nullable } from './describes.ts'
import { BreachSecondsSchema } from './model.ts'

const MaybeNumber = nullable(Type.Number())
const IntervalSchema = Type.Object(
  { value: Type.Number(), lower: Type.Number(), upper: Type.Number() },
  { description: 'A number, and where it lies in 95 of 100 resamples.' },
)

const PeakSchema = Type.Object({
  period_seconds: Type.Number(),
  growth: Type.Number(),
  horizon_seconds: Type.Number(),
  peak_load: Type.Number(),
  headroom: Type.Number(),
  probability: Type.Number(),
  breach_seconds: BreachSecondsSchema,
})

const SameLoadSchema = Type.Object({
  since: Type.Number(),
  verdict: Type.Enum([
    'regressed',
    'improved',
    'no_difference',
    'too_little_data',
    'explained_by_load',
  ]),
  ratio: nullable(IntervalSchema),
  plain_ratio: MaybeNumber,
  matched_share: Type.Number(),
  p_value: Type.Number(),
})

export const LoadAnalysisSchema = describes<LoadAnalysis>()(
  Type.Object(
    {
      timestamp: IsoTime,
      pair_count: Type.Integer(),
      verdict: Type.Enum(['ok', 'too_little_data', 'narrow_range', 'no_relation']),
      base_latency: MaybeNumber,
      capacity: nullable(IntervalSchema),
      knee: nullable(IntervalSchema),
      safe_load: nullable(IntervalSchema),
      highest_load: MaybeNumber,
      peak: nullable(PeakSchema),
      same_load: nullable(SameLoadSchema),
      summary: Type.String(),
      warnings: Warnings,
    },
    { $id: 'LoadAnalysis' },
  ),
)
