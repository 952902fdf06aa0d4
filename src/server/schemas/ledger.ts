import { Type } from '../../schema.ts'
import type { BrierScores, ClassSkill, Statement } from '../../model/ledger.ts'
import { describes, nullable } from './describes.ts'
import { ForecastClassSchema, OutcomeSchema } from './model.ts'

const Time = Type.Number({ description: 'Unix seconds.' })
const Count = Type.Integer({ minimum: 0 })
const Probability = Type.Number({ minimum: 0, maximum: 1 })
const Share = nullable(Probability)
const Text = Type.String()

export const StatementSchema = describes<Statement>()(
  Type.Object(
    {
      id: Text,
      prediction: nullable(
        Type.String({ description: 'Id of the prediction that opened with it.' }),
      ),
      occasion: Type.Enum(['opening', 'sample'], {
        description: 'Said because a prediction was due, or because it was the signal’s turn.',
      }),
      signal: Type.String({ description: 'Id of the signal.' }),
      entity: Text,
      service: Text,
      class: ForecastClassSchema,
      model: Text,
      threshold: Type.Number(),
      direction: Type.Enum(['up', 'down']),
      made_at: Time,
      horizon_seconds: Type.Number(),
      probability: Probability,
      reference: Type.Number({
        minimum: 0,
        maximum: 1,
        description: 'What counting how often it happened before would have said.',
      }),
      value: Type.Number({ description: 'The newest sample when it was said.' }),
      usual_relief: Type.Number({
        description: 'The farthest the value had moved away from the threshold in half an hour.',
      }),
      outcome: OutcomeSchema,
      settled_at: nullable(Time),
    },
    { $id: 'Statement', description: 'A probability as it was said, and what happened.' },
  ),
)

const scores = {
  scored: Count,
  brier: Share,
  reference_brier: Share,
  skill: nullable(
    Type.Number({ description: '1 - brier / reference_brier, from 30 outcomes on.' }),
  ),
}

export const ClassSkillSchema = describes<ClassSkill>()(
  Type.Object(
    {
      class: ForecastClassSchema,
      counts: Type.Object({
        pending: Count,
        came_true: Count,
        did_not: Count,
        averted: Count,
        unknown: Count,
      }),
      signals: Count,
      ...scores,
      interval: nullable(
        Type.Object(
          { low: Type.Number(), high: Type.Number() },
          { description: '95 % interval of the skill, by resampling whole signals.' },
        ),
      ),
      without_averted: describes<BrierScores>()(Type.Object(scores)),
      ece: Share,
      bins: Type.Array(
        Type.Object({
          from: Type.Number(),
          to: Type.Number(),
          count: Count,
          said: Share,
          happened: Share,
        }),
        { description: 'Ten bins of probability: what was said on the mean, what happened.' },
      ),
      silent_since: nullable(Time),
      summary: Text,
    },
    { $id: 'ClassSkill', description: 'How one class of forecasts has done.' },
  ),
)
