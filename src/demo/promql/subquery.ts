import type { Subquery } from './ast.ts'
import { emptyColumn, type Column, type Grid } from './column.ts'
import { evaluateVector, type Context } from './context.ts'
import { cannotExecute } from './promql-error.ts'
import { rollOver, shifted, type RangeCall } from './select.ts'

/** The evaluation interval of Prometheus' default configuration. */
const DEFAULT_STEP = 60_000
/** Bounds the memory of one query; Prometheus' own limit is on samples as well. */
const MOST_STEPS = 200_000

/** A range function over the results of an expression on a finer grid, aligned as Prometheus does. */
export function evaluateSubquery(expr: Subquery, call: RangeCall, context: Context): Column[] {
  const grid = shifted(context.grid, expr.offset)
  const step = expr.step || DEFAULT_STEP
  const start = Math.ceil((grid.start - expr.range) / step) * step
  const end = grid.start + (grid.count - 1) * grid.step
  const inner: Grid = { start, step, count: Math.max(0, Math.floor((end - start) / step) + 1) }
  if (inner.count > MOST_STEPS) throw cannotExecute('the subquery has too many steps')
  const columns = evaluateVector(expr.of, { ...context, grid: inner }, 'subquery')
  return columns.map(({ labels, values, present }) => {
    const data = values.map((value, i) => (present[i] ? value : NaN))
    const column = emptyColumn(labels, grid.count)
    rollOver(column, { ...call, data, origin: start, step, range: expr.range, grid })
    return column
  })
}
