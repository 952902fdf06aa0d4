import type { Telemetry } from '../../telemetry.ts'
import type { ObjectiveState } from './objective-watch.ts'

/** How the objectives stand, for /metrics; what is not known is absent, not zero. */
export function recordObjectives(
  on: Pick<Telemetry, 'budgetRemaining' | 'burnRate' | 'budgetExhaustion'>,
  states: readonly ObjectiveState[],
): void {
  on.budgetRemaining.reset()
  on.burnRate.reset()
  on.budgetExhaustion.reset()
  for (const { objective, budget, burnRates } of states) {
    const slo = objective.name
    if (budget) on.budgetRemaining.set({ slo }, 1 - budget.spent)
    if (budget?.crossing) on.budgetExhaustion.set({ slo }, budget.crossing.probability)
    for (const [seconds, rate] of burnRates) {
      if (Number.isFinite(rate)) on.burnRate.set({ slo, window: windowName(seconds) }, rate)
    }
  }
}

/** As Prometheus writes it, in the largest unit that is whole: 5m, 30m, 1h, 3d. */
function windowName(seconds: number): string {
  if (seconds % 86_400 === 0) return `${seconds / 86_400}d`
  return seconds % 3600 === 0 ? `${seconds / 3600}h` : `${seconds / 60}m`
}
