import { classOf } from '../../forecast/ledger/class-of.ts'
import { isReached } from '../../forecast/ledger/reached.ts'
import { predictionOf } from '../../incidents/finding.ts'
import type { Prediction } from '../../model/prediction.ts'
import { closePrediction } from './close-prediction.ts'
import type { Outlook } from './outlook.ts'

/** A prediction is made at or above the first, and given up below the second: it does not flicker. */
const SAY_ABOVE = 0.5
const WITHDRAW_BELOW = 0.25

/** Whether something would be said: a breach is more likely than not, and has not happened yet. */
export function isWorthSaying({ signal: { limit }, crossing, value }: Outlook): boolean {
  // What is reached already is no prediction: the detector sees it.
  if (!limit || isReached(value, limit.value, limit.direction)) return false
  return crossing.probability >= SAY_ABOVE
}

/**
 * What a new forecast of a signal makes of the prediction that was open for it: a new one, the same
 * one with newer numbers, its end, or nothing at all.
 */
export function revisePrediction(
  known: Prediction | undefined,
  outlook: Outlook,
): Prediction | undefined {
  const { signal, crossing, value, now } = outlook
  const { limit } = signal
  if (!limit) return known && closePrediction(known, 'limit_changed', now)
  if (!known) return isWorthSaying(outlook) ? told(outlook) : undefined
  if (known.threshold !== limit.value || known.direction !== limit.direction)
    return closePrediction(known, 'limit_changed', now)
  if (isReached(value, limit.value, limit.direction)) return closePrediction(known, 'reached', now)
  if (crossing.probability < WITHDRAW_BELOW) return closePrediction(known, 'less_likely', now)
  const { id, opened_at, class: name } = known
  return { ...told(outlook), id, opened_at, class: name }
}

function told({ signal, crossing, horizonSeconds, now }: Outlook): Prediction {
  const { value, direction, source } = signal.limit!
  const { probability, breach_seconds, model } = crossing
  return predictionOf(
    signal,
    {
      threshold: value,
      direction,
      horizon_seconds: horizonSeconds,
      probability,
      breach_seconds,
      model,
      class: classOf(model, source),
    },
    now,
  )
}
