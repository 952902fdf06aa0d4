import type { ClosingReason, Prediction } from '../../model/prediction.ts'

const STATES = {
  reached: 'came_true',
  horizon_passed: 'did_not',
  cause_undone: 'averted',
  less_likely: 'withdrawn',
  muted: 'withdrawn',
  class_silent: 'withdrawn',
  limit_changed: 'withdrawn',
  signal_gone: 'withdrawn',
  no_samples: 'withdrawn',
} as const

/** A prediction that ends at `now` (unix seconds). What was withdrawn still waits for its outcome. */
export function closePrediction(
  known: Prediction,
  closed_because: ClosingReason,
  now: number,
): Prediction {
  const state = STATES[closed_because]
  const outcome = state === 'withdrawn' ? known.outcome : state
  return { ...known, state, closed_because, outcome, closed_at: now }
}
