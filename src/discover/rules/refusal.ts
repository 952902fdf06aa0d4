import type { Unit } from '../../model/signal.ts'
import { recipesFor } from '../catalogue/catalogue.ts'
import { stemOf } from '../facts.ts'
import { binaryOf, callOf, nodesIn, textOf, unwrap, type Part } from './syntax.ts'
import type { Threshold } from './thresholds.ts'

/** What these answer is no measurement that could be foreseen. */
const REASONS: Readonly<Record<string, string>> = {
  predict_linear: 'is a forecast itself',
  holt_winters: 'is a forecast itself',
  double_exponential_smoothing: 'is a forecast itself',
  absent: 'asks whether something is there: silence is watched already',
  absent_over_time: 'asks whether something is there: silence is watched already',
  present_over_time: 'asks whether something is there: silence is watched already',
  changes: 'counts changes, which have no course',
  resets: 'counts restarts, which have no course',
  timestamp: 'depends on the clock',
  minute: 'depends on the clock',
  hour: 'depends on the clock',
  day_of_week: 'depends on the clock',
  day_of_month: 'depends on the clock',
  day_of_year: 'depends on the clock',
  days_in_month: 'depends on the clock',
  month: 'depends on the clock',
  year: 'depends on the clock',
}

/** Why what a rule compares is not watched; undefined where it can be. */
export function whyNotWatched(left: Part, metrics: readonly string[]): string | undefined {
  if (metrics.length === 0) return 'reads no metric by its name'
  if (metrics.some((metric) => /^ALERTS(_FOR_STATE)?$/.test(metric))) return 'is about other alerts'
  if (metrics.some((metric) => metric.startsWith('rootops_'))) return 'is about our own metrics'
  if (metrics.every(isAvailability)) return 'asks who is alive: that is watched already'
  for (const part of nodesIn(left)) {
    const reason = REASONS[callOf(part)?.name ?? '']
    if (reason !== undefined) return reason
    if (binaryOf(part)?.isBool) return 'compares inside and answers 0 or 1 (bool)'
  }
  return usesClock(left) ? 'counts time since a moment' : undefined
}

/** Why the number cannot be foreseen to be reached; undefined where it can. */
export function whyNoThreshold(
  { value, direction, isStrict }: Pick<Threshold, 'value' | 'direction' | 'isStrict'>,
  unit: Unit,
): string | undefined {
  if (value < 0) return 'its number is below 0, where no forecast of ours goes'
  if (direction === 'down' || unit === 'celsius' || unit === 'volts') return undefined
  const isFirst = value <= 0 || (value === 1 && !isStrict && (unit === 'count' || unit === 'none'))
  return isFirst ? 'fires at the first one: there is nothing to foresee' : undefined
}

function isAvailability(metric: string): boolean {
  if (metric === 'up') return true
  const known = [...recipesFor(metric), ...recipesFor(stemOf(metric))]
  return known.some(({ role }) => role === 'availability')
}

/** The moment that is counted down to in `moment - time()`, whatever aggregates or scales it. */
export function isCountdown(part: Part): boolean {
  const own = unwrap(part)
  const binary = binaryOf(own)
  if (binary?.operator === '-') return isNow(binary.right) && !usesClock(binary.left)
  const call = callOf(own)
  if ((call?.name === 'min' || call?.name === 'max') && call.args[0])
    return isCountdown(call.args[0])
  return false
}

function usesClock(left: Part): boolean {
  if (isCountdown(left)) return false
  for (const part of nodesIn(left)) if (isNow(part)) return true
  return false
}

function isNow(part: Part): boolean {
  return callOf(part)?.name === 'time' && textOf(part).startsWith('time')
}
