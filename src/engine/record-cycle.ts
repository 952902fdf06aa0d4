import type { Telemetry } from '../telemetry.ts'
import { recordBudget } from './budget/record-budget.ts'
import type { BudgetFigures } from './budget/alert-budget.ts'
import type { CycleFigures } from './status.ts'
import type { Watch } from './watch.ts'

/** What could not be asked in a cycle: the first failure, and all in short for people. */
export function failuresOf({ queries }: Pick<Watch, 'queries'>): {
  readonly first: string | undefined
  readonly all: string | null
} {
  const failed = queries.flatMap(({ failure }) => failure ?? [])
  const [first] = failed
  if (first === undefined) return { first, all: null }
  return { first, all: `${failed.length} of ${queries.length} queries failed: ${first}` }
}

/** Counts a cycle that has ended; `seconds`: how long it took. */
export function recordCycle(
  telemetry: Telemetry,
  figures: CycleFigures,
  { seconds, watch, budget }: { seconds: number; watch: Watch; budget: BudgetFigures },
): void {
  figures.count++
  if (figures.lastError !== null) {
    figures.failed++
    telemetry.log.warn({ error: figures.lastError }, 'cycle was not whole')
  }
  figures.lastDuration = seconds
  telemetry.cycleDuration.observe(seconds)
  telemetry.signals.set(watch.table.live.length)
  recordBudget(telemetry, budget)
}

/** Says how many seconds of history are still to be read. */
export function logProgress({ log }: Pick<Telemetry, 'log'>, behind: number): void {
  log.info({ days_behind: (behind / 86_400).toFixed(1) }, 'reading history')
}
