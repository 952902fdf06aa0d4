import { burningNow, episodeRatio } from '../../forecast/budget/burning-now.ts'
import { sumOfNewest, type Counts } from '../../forecast/budget/counts.ts'
import { forecastBudget, type BudgetForecast } from '../../forecast/budget/forecast-budget.ts'
import { burnRates, judgeBurn, type Burn } from '../../forecast/budget/judge-burn.ts'
import type { Objective } from '../../model/objective.ts'
import type { Signal } from '../../model/signal.ts'
import type { MetricsSource } from '../../sources/source.ts'
import { signalOfObjective } from './objective-signal.ts'
import { RunningCounts } from './running-counts.ts'
import { hoursKept, secondsOf, windowAt } from './window-now.ts'

const FIVE_MINUTES = 300
const HOUR = 3600
/** The longest window of a burn rule. */
const FINE_STRETCHES = (3 * 86_400) / FIVE_MINUTES

/** How an objective stands. */
export interface ObjectiveState {
  readonly objective: Objective
  readonly signal: Signal
  /** Unix seconds up to which events were counted. */
  readonly at: number
  /** Burn rates by seconds of the window; NaN without events. */
  readonly burnRates: ReadonlyMap<number, number>
  readonly burn: Burn | undefined
  /** Undefined with less than a day of history, or where less than one error is allowed. */
  readonly budget: BudgetForecast | undefined
  /** Seconds ahead that the budget's forecast looks. */
  readonly horizonSeconds: number
}

/** Counts the events of one objective as time goes on, and judges them. */
export class ObjectiveWatch {
  readonly objective: Objective
  readonly signal: Signal
  readonly #fine: RunningCounts
  readonly #hours: RunningCounts

  constructor(objective: Objective) {
    this.objective = objective
    this.signal = signalOfObjective(objective)
    this.#fine = new RunningCounts(objective.events, FIVE_MINUTES, FINE_STRETCHES)
    this.#hours = new RunningCounts(objective.events, HOUR, hoursKept(objective.window))
  }

  /** Throws what the source throws; what was read stays. */
  async look(source: Pick<MetricsSource, 'queryRange'>, now: number): Promise<ObjectiveState> {
    const fine = await this.#fine.read(source, now)
    const hours = withOpenHour(await this.#hours.read(source, now), fine)
    const { objective, window } = this.objective
    const promised = { objective, windowSeconds: secondsOf(window) }
    const { horizon, ...span } = windowAt(window, fine.end)
    const budget = forecastBudget({
      objective,
      hours,
      window: span,
      horizonHours: horizon,
      burning: burningNow(fine, hours, episodeRatio(hours, objective)),
    })
    return {
      objective: this.objective,
      signal: this.signal,
      at: fine.end,
      burnRates: burnRates(fine, promised),
      burn: judgeBurn(fine, promised),
      budget,
      horizonSeconds: horizon * HOUR,
    }
  }
}

/** The whole hours, and the one that has begun, from finer counts. */
function withOpenHour(hours: Counts, fine: Counts): Counts {
  const open = sumOfNewest(fine, Math.round((fine.end - hours.end) / fine.step))
  const errors = new Float64Array(hours.errors.length + 1)
  const total = new Float64Array(hours.total.length + 1)
  errors.set(hours.errors)
  total.set(hours.total)
  errors[hours.errors.length] = open.errors
  total[hours.total.length] = open.total
  return { step: HOUR, end: fine.end, errors, total }
}
