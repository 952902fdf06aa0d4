import { fnv1a64 } from '../math/fnv1a.ts'
import type { Finding, FindingDraft, FindingKind } from '../model/finding.ts'
import type { Prediction } from '../model/prediction.ts'
import type { Signal } from '../model/signal.ts'
import { summarizeFinding } from './summarize-finding.ts'
import { type PredictionFacts, summarizePrediction } from './summarize-prediction.ts'

/** What only the moment of telling knows. */
export interface FindingContext {
  /** Unix seconds. */
  readonly now: number
}

/** What a forecast says of one signal and one threshold. */
export type PredictionDraft = Omit<PredictionFacts, 'signal' | 'now'> &
  Pick<Prediction, 'model' | 'class'>

/** The score of a certain forecast: -log10(1 - 0.999999). */
const SUREST = 6

/**
 * A draft tied to its signal and told. The id is made of the signal, the start, and whether it is a
 * matter of values or of life: an open finding keeps it while its kind becomes clearer.
 */
export function findingOf(signal: Signal, draft: FindingDraft, context: FindingContext): Finding {
  const { kind, start, end, score, alertScore, observed, expected, lower, upper, reason } = draft
  return {
    id: idOf(signal.id, familyOf(kind), start),
    kind,
    signal: signal.id,
    entity: signal.entity,
    service: signal.service,
    start,
    end,
    score,
    alert_score: alertScore,
    observed,
    expected,
    summary: summarizeFinding({
      signal,
      kind,
      start,
      end,
      observed,
      expected,
      lower,
      upper,
      score,
      reason,
      ...context,
    }),
    ...(reason && { reason }),
  }
}

/** An open prediction made at `now` (unix seconds). The same statement has the same id. */
export function predictionOf(signal: Signal, draft: PredictionDraft, now: number): Prediction {
  return {
    id: idOf(signal.id, draft.model, draft.direction, draft.threshold, now),
    signal: signal.id,
    entity: signal.entity,
    service: signal.service,
    threshold: draft.threshold,
    direction: draft.direction,
    horizon_seconds: draft.horizon_seconds,
    probability: draft.probability,
    breach_seconds: draft.breach_seconds,
    summary: summarizePrediction({ ...draft, signal, now }),
    model: draft.model,
    class: draft.class,
    opened_at: now,
    made_at: now,
    state: 'open',
    closed_because: null,
    outcome: 'pending',
    closed_at: null,
  }
}

/** A prediction as a finding, so that it can belong to an incident; it ends when it is closed. */
export function findingOfPrediction(prediction: Prediction): Finding {
  const { signal, entity, service, opened_at, probability, threshold, summary } = prediction
  return {
    id: idOf(prediction.id, 'prediction'),
    kind: 'prediction',
    signal,
    entity,
    service,
    start: opened_at,
    end: prediction.closed_at,
    score: Math.min(SUREST, -Math.log10(1 - probability)),
    alert_score: probability,
    observed: null,
    expected: threshold,
    summary,
  }
}

function familyOf(kind: FindingKind): string {
  if (kind === 'silence' || kind === 'stuck') return 'lifeless'
  return kind === 'prediction' || kind === 'log_pattern' ? kind : 'deviation'
}

function idOf(...parts: readonly (string | number)[]): string {
  return fnv1a64(parts.join('\u0000'))
}
