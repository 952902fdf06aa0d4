import { Type } from '../../schema.ts'
import type { EngineStatus, LastJudgement, WatchedSignal } from '../../engine/engine.ts'
import type { Event, Mute } from '../../model/event.ts'
import type { Finding, SilenceReason } from '../../model/finding.ts'
import type { Incident } from '../../model/incident.ts'
import { FORECAST_CLASSES, OUTCOMES } from '../../model/ledger.ts'
import {
  type BreachSeconds,
  CLOSING_REASONS,
  type Prediction,
  PREDICTION_STATES,
} from '../../model/prediction.ts'
import type { Signal } from '../../model/signal.ts'
import type { StoredFeedback } from '../../store/store.ts'
import { describes, nullable, refTo } from './describes.ts'

const Time = Type.Number({ description: 'Unix seconds.' })
const MaybeNumber = nullable(Type.Number())
const Text = Type.String()

const SilenceReasonSchema = describes<SilenceReason>()(
  Type.Object(
    {
      kind: Type.Enum([
        'target_down',
        'target_gone',
        'series_gone',
        'rule_failing',
        'rule_gone',
        'rule_empty',
      ]),
      targets: Type.Optional(Type.Array(Text, { description: 'Instances of its scrape targets.' })),
      error: Type.Optional(Text),
      appeared: Type.Optional(
        Type.Array(Text, { description: 'Labels of new series of the same metric.' }),
      ),
      instead_of: Type.Optional(Type.Array(Text)),
    },
    { description: 'Why a signal fell silent, where its source can tell.' },
  ),
)

const SeveritySchema = Type.Enum(['critical', 'warning', 'info'])

export const FindingSchema = describes<Finding>()(
  Type.Object(
    {
      id: Text,
      kind: Type.Enum([
        'spike',
        'dip',
        'level_shift',
        'drift',
        'silence',
        'stuck',
        'prediction',
        'latency',
        'errors',
        'log_pattern',
      ]),
      signal: Type.String({ description: 'Id of the signal.' }),
      entity: Text,
      service: Text,
      start: Time,
      end: nullable(Time),
      score: Type.Number({ description: 'Highest surprise inside: -log10 of its probability.' }),
      alert_score: Type.Number({ minimum: 0, maximum: 1 }),
      observed: MaybeNumber,
      expected: MaybeNumber,
      summary: Text,
      severity: Type.Optional(SeveritySchema),
      reason: Type.Optional(SilenceReasonSchema),
    },
    { $id: 'Finding', description: 'One thing noticed, on one signal.' },
  ),
)

export const IncidentStateSchema = Type.Enum(['open', 'acknowledged', 'resolved'])

export const IncidentSchema = describes<Incident>()(
  Type.Object(
    {
      id: Text,
      state: IncidentStateSchema,
      severity: SeveritySchema,
      start: Time,
      end: nullable(Time),
      summary: Text,
      entities: Type.Array(Text),
      causes: Type.Array(
        Type.Object({ service: Text, score: Type.Number(), reasons: Type.Array(Text) }),
      ),
      alert_score: Type.Number({ minimum: 0, maximum: 1 }),
      findings: Type.Array(refTo<Finding>('Finding')),
    },
    { $id: 'Incident', description: 'Findings that belong together, and their likely causes.' },
  ),
)

export const BreachSecondsSchema = describes<BreachSeconds>()(
  Type.Object({ p10: MaybeNumber, p50: MaybeNumber, p90: MaybeNumber }),
)

export const PredictionStateSchema = Type.Enum([...PREDICTION_STATES])
export const ForecastClassSchema = Type.Enum([...FORECAST_CLASSES])
export const OutcomeSchema = Type.Enum([...OUTCOMES])

export const PredictionSchema = describes<Prediction>()(
  Type.Object(
    {
      id: Text,
      signal: Text,
      entity: Text,
      service: Text,
      threshold: Type.Number(),
      direction: Type.Enum(['up', 'down']),
      horizon_seconds: Type.Number(),
      probability: Type.Number({ minimum: 0, maximum: 1 }),
      breach_seconds: BreachSecondsSchema,
      summary: Text,
      model: Text,
      class: ForecastClassSchema,
      opened_at: Time,
      made_at: Time,
      state: PredictionStateSchema,
      closed_because: nullable(Type.Enum([...CLOSING_REASONS])),
      outcome: OutcomeSchema,
      closed_at: nullable(Time),
    },
    { $id: 'Prediction', description: 'A statement about the future, held against what comes.' },
  ),
)

const LastJudgementSchema = describes<LastJudgement>()(
  Type.Object({
    timestamp: Time,
    value: MaybeNumber,
    expected: MaybeNumber,
    lower: MaybeNumber,
    upper: MaybeNumber,
    score: Type.Number(),
    alert_score: Type.Number(),
  }),
)

const signal = {
  id: Text,
  queryId: Text,
  name: Text,
  metric: Text,
  labels: Type.Record(Text, Text),
  role: Type.Enum([
    'rate',
    'errors',
    'duration',
    'utilization',
    'saturation',
    'headroom',
    'availability',
    'level',
  ]),
  unit: Type.Enum([
    'seconds',
    'bytes',
    'bytes_per_second',
    'ratio',
    'percent',
    'per_second',
    'count',
    'timestamp',
    'celsius',
    'volts',
    'none',
  ]),
  bad: Type.Enum(['up', 'down', 'both']),
  limit: Type.Optional(
    Type.Object({
      value: Type.Number(),
      direction: Type.Enum(['up', 'down']),
      means: Text,
      source: Type.Optional(Type.Enum(['meaning', 'rule', 'objective'])),
    }),
  ),
  entity: Text,
  service: Text,
}

export const SignalSchema = describes<Signal>()(
  Type.Object(signal, { $id: 'Signal', description: 'A series that is watched.' }),
)

export const WatchedSignalSchema = describes<WatchedSignal>()(
  Type.Object(
    { ...signal, last: nullable(LastJudgementSchema), learning_until: nullable(Time) },
    { $id: 'WatchedSignal', description: 'A signal, and its last verdict.' },
  ),
)

export const EventSchema = describes<Event>()(
  Type.Object(
    {
      id: Text,
      kind: Text,
      title: Text,
      timestamp: Time,
      service: Type.Optional(Text),
      url: Type.Optional(Text),
    },
    { $id: 'Event', description: 'A mark on the time line: a deploy, a maintenance.' },
  ),
)

export const MuteSchema = describes<Mute>()(
  Type.Object(
    {
      id: Text,
      start: Time,
      end: Time,
      entity: Type.Optional(Text),
      comment: Type.Optional(Text),
    },
    { $id: 'Mute', description: 'A stretch of time in which matching findings do not alert.' },
  ),
)

export const FeedbackSchema = describes<StoredFeedback>()(
  Type.Object(
    {
      verdict: Type.Enum(['expected', 'useful', 'missed']),
      comment: Type.Optional(Text),
      incident: Text,
      timestamp: Time,
    },
    { $id: 'Feedback', description: 'What a person said about an incident.' },
  ),
)

export const ComponentSchema = describes<EngineStatus['components'][number]>()(
  Type.Object({
    name: Type.Enum(['prometheus', 'store', 'engine']),
    state: Type.Enum(['ok', 'starting', 'degraded', 'down', 'off']),
    detail: Text,
  }),
)
