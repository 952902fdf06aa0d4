import { aggregate } from './aggregate.ts'
import type { Aggregate, Binary, Expr } from './ast.ts'
import { matchVectors, setOperation, withScalar } from './binary.ts'
import { evaluateCall } from './call.ts'
import { mergeColumns, withoutName, type Column, type Grid, type Value } from './column.ts'
import { evaluateScalar, evaluateVector, type Context } from './context.ts'
import { ARITHMETIC, COMPARING, pairOperator } from './operators.ts'
import { badQuery } from './promql-error.ts'
import { selectInstant, type Data } from './select.ts'

/**
 * Evaluates a whole grid at once, a column for each series: the tree is walked once, and not once
 * for each time. Throws BAD_DATA and EXECUTION as Prometheus would answer.
 */
export function evaluate(expr: Expr, on: Data & { readonly grid: Grid }): Value {
  return evaluateExpr(expr, { ...on, evaluate: evaluateExpr })
}

function evaluateExpr(expr: Expr, context: Context): Value {
  switch (expr.kind) {
    case 'number':
      return { kind: 'scalar', values: new Float64Array(context.grid.count).fill(expr.value) }
    case 'string':
      return { kind: 'string', value: expr.value }
    case 'selector':
      return { kind: 'vector', columns: selectInstant(expr, context.grid, context) }
    case 'range':
    case 'subquery':
      throw badQuery(
        'invalid expression type "range vector" here, must be Scalar or instant Vector',
      )
    case 'negate':
      return negate(evaluateExpr(expr.of, context))
    case 'aggregate':
      return { kind: 'vector', columns: evaluateAggregate(expr, context) }
    case 'binary':
      return evaluateBinary(expr, context)
    case 'call':
      return evaluateCall(expr, context)
  }
}

function negate(value: Value): Value {
  if (value.kind === 'string')
    throw badQuery('parse error: unary expression only allowed on scalars and vectors')
  if (value.kind === 'scalar') return { ...value, values: value.values.map((one) => -one) }
  const columns = value.columns.map((column) => ({
    ...column,
    labels: withoutName(column.labels),
    values: column.values.map((one) => -one),
  }))
  return { kind: 'vector', columns: mergeColumns(columns) }
}

function evaluateAggregate(expr: Aggregate, context: Context): Column[] {
  const asker = `aggregation ${expr.operator}`
  const needs = ['topk', 'bottomk', 'quantile'].includes(expr.operator)
  if (needs !== (expr.parameter !== undefined))
    throw badQuery(
      `parse error: wrong number of arguments for aggregate expression ${expr.operator}`,
    )
  return aggregate(evaluateVector(expr.of, context, asker), {
    operator: expr.operator,
    grouping: expr.grouping,
    parameter: expr.parameter && evaluateScalar(expr.parameter, context, asker),
    count: context.grid.count,
  })
}

function evaluateBinary(expr: Binary, context: Context): Value {
  const { operator, bool, matching } = expr
  const left = evaluateExpr(expr.left, context)
  const right = evaluateExpr(expr.right, context)
  if (left.kind === 'string' || right.kind === 'string')
    throw badQuery(
      'parse error: binary expression must contain only scalar and instant vector types',
    )
  if (!(operator in ARITHMETIC) && !(operator in COMPARING)) {
    if (left.kind === 'scalar' || right.kind === 'scalar')
      throw badQuery(
        `parse error: set operator "${operator}" not allowed in binary scalar expression`,
      )
    return vectorOf(setOperation(operator, left.columns, right.columns, matching))
  }
  const pair = pairOperator(operator, bool)
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    if (operator in COMPARING && !bool)
      throw badQuery('parse error: comparisons between scalars must use BOOL modifier')
    return { kind: 'scalar', values: left.values.map((a, i) => pair.apply(a, right.values[i]!)) }
  }
  if (right.kind === 'scalar' && left.kind === 'vector')
    return vectorOf(withScalar(left.columns, right.values, pair, false))
  if (left.kind === 'scalar' && right.kind === 'vector')
    return vectorOf(withScalar(right.columns, left.values, pair, true))
  if (left.kind !== 'vector' || right.kind !== 'vector') throw badQuery('parse error')
  const options = { matching, operator: pair, count: context.grid.count }
  return { kind: 'vector', columns: matchVectors(left.columns, right.columns, options) }
}

function vectorOf(columns: readonly Column[]): Value {
  return { kind: 'vector', columns: mergeColumns(columns) }
}
