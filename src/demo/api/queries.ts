import type { Grid } from '../promql/column.ts'
import { evaluate } from '../promql/evaluate.ts'
import { parsePromql } from '../promql/parse.ts'
import { badQuery } from '../promql/promql-error.ts'
import type { Expr } from '../promql/ast.ts'
import type { Storage } from '../storage.ts'
import { encodeInstant, encodeMatrix } from './encode.ts'
import { stepParameter, timeParameter, type DemoRequest } from './request.ts'

/** Points a series that one range query may return, as in Prometheus. */
const MOST_POINTS = 11_000

/** What the handlers answer from. */
export interface Source {
  readonly storage: Storage
  /** Unix milliseconds. */
  readonly now: number
}

/** `/api/v1/query`: the answer's `data` as JSON text. */
export function instantQuery(request: DemoRequest, { storage, now }: Source): string {
  const expr = queryOf(request)
  const grid: Grid = { start: timeParameter(request, 'time', now), step: 1, count: 1 }
  return encodeInstant(evaluate(expr, { storage, now, grid }), grid)
}

/** `/api/v1/query_range`: the answer's `data` as JSON text. */
export function rangeQuery(request: DemoRequest, { storage, now }: Source): string {
  const start = timeParameter(request, 'start')
  const end = timeParameter(request, 'end')
  if (end < start)
    throw badQuery('invalid parameter "end": end timestamp must not be before start time')
  const step = stepParameter(request)
  if ((end - start) / step > MOST_POINTS)
    throw badQuery(
      'exceeded maximum resolution of 11,000 points per timeseries. ' +
        'Try decreasing the query resolution (?step=XX)',
    )
  const grid: Grid = { start, step, count: Math.floor((end - start) / step) + 1 }
  return encodeMatrix(evaluate(queryOf(request), { storage, now, grid }), grid)
}

function queryOf({ parameters }: DemoRequest): Expr {
  try {
    return parsePromql(parameters.get('query') ?? '')
  } catch (error) {
    if (error instanceof Error) error.message = `invalid parameter "query": ${error.message}`
    throw error
  }
}
