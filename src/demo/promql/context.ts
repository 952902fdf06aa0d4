import type { Expr } from './ast.ts'
import type { Column, Grid, Value } from './column.ts'
import { badQuery } from './promql-error.ts'
import type { Data } from './select.ts'

/** What an expression is evaluated on: the times, the data, and how its parts are evaluated. */
export interface Context extends Data {
  readonly grid: Grid
  readonly evaluate: (expr: Expr, context: Context) => Value
}

/** The columns of a part that must be an instant vector; `asker` names who needs it. */
export function evaluateVector(expr: Expr, context: Context, asker: string): readonly Column[] {
  const value = context.evaluate(expr, context)
  if (value.kind === 'vector') return value.columns
  throw badQuery(`parse error: expected type instant vector in ${asker}, got ${value.kind}`)
}

/** The values of a part that must be a scalar. */
export function evaluateScalar(expr: Expr, context: Context, asker: string): Float64Array {
  const value = context.evaluate(expr, context)
  if (value.kind === 'scalar') return value.values
  throw badQuery(`parse error: expected type scalar in ${asker}, got ${value.kind}`)
}
