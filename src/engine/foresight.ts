import { predictionOf } from '../incidents/finding.ts'
import type { Prediction } from '../model/prediction.ts'
import type { Signal } from '../model/signal.ts'
import type { Crossing } from '../forecast/crossing/question.ts'

/** A prediction is made above the first, and given up below the second: it does not flicker. */
const SAY_ABOVE = 0.5
const WITHDRAW_BELOW = 0.25

export interface Outlook {
  readonly signal: Signal
  /** The newest sample. */
  readonly value: number
  readonly crossing: Crossing
  readonly horizonSeconds: number
  /** Unix seconds of the newest sample, from which `breach_seconds` count. */
  readonly now: number
}

/**
 * What a new forecast of a signal makes of the prediction that was open for it: a new one, the same
 * one with newer numbers, its outcome, or nothing at all.
 */
export function revisePrediction(
  known: Prediction | undefined,
  outlook: Outlook,
): Prediction | undefined {
  const { signal, crossing, value, now } = outlook
  const { limit } = signal
  if (!limit) return undefined
  const isReached = limit.direction === 'up' ? value >= limit.value : value <= limit.value
  if (known && isReached) return closed(known, 'came_true', now)
  if (known && crossing.probability < WITHDRAW_BELOW) return closed(known, 'withdrawn', now)
  // What is reached already is no prediction: the detector sees it.
  if (!known && (isReached || crossing.probability < SAY_ABOVE)) return undefined
  const prediction = predictionOf(
    signal,
    {
      threshold: limit.value,
      direction: limit.direction,
      horizon_seconds: outlook.horizonSeconds,
      probability: crossing.probability,
      breach_seconds: crossing.breach_seconds,
      model: crossing.model,
    },
    now,
  )
  return known ? { ...prediction, id: known.id } : prediction
}

function closed(known: Prediction, state: 'came_true' | 'withdrawn', now: number): Prediction {
  return { ...known, state, closed_at: now }
}
