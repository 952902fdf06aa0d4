import type { Page } from '../passage.ts'
import type { Telemetry } from '../../telemetry.ts'
import type { BudgetFigures } from './alert-budget.ts'

/** Brings the gauges up to date; what is not known yet is not shown. */
export function recordBudget(
  telemetry: Pick<Telemetry, 'pageBudget' | 'pagesExpected' | 'pagesRealised'>,
  { budget, expected, realised }: BudgetFigures,
): void {
  telemetry.pageBudget.set(budget)
  setOrRemove(telemetry.pagesExpected, expected)
  setOrRemove(telemetry.pagesRealised, realised)
}

function setOrRemove(gauge: Telemetry['pageBudget'], value: number | null): void {
  if (value === null) gauge.remove()
  else gauge.set(value)
}

/** Counts the pages that were told since a time (unix seconds): those of history nobody has got. */
export function recordPages(
  { pages: counter }: Pick<Telemetry, 'pages'>,
  pages: readonly Page[],
  since: number,
): void {
  for (const { at, incident } of pages)
    if (at >= since) counter.inc({ severity: incident.severity })
}
