import type { ForecastClass } from '../../model/ledger.ts'
import type { Limit } from '../../model/signal.ts'

/**
 * The class of a forecast. A date and a leak are what they are, whoever set the limit; after that
 * who set it counts (an objective, an alert rule); for limits that follow from a metric's meaning,
 * whether it fills (`exhaustion`) or comes and goes (`saturation`).
 */
export function classOf(model: string, source: Limit['source']): ForecastClass {
  if (model === 'expiry' || model === 'leak') return model
  if (source === 'objective' || model === 'budget') return 'objective'
  if (source === 'rule') return 'rule'
  return model === 'exhaustion' ? 'exhaustion' : 'saturation'
}
