import type { Call, Expr } from './ast.ts'
import {
  emptyColumn,
  mergeColumns,
  relabelled,
  withoutName,
  type Column,
  type Value,
} from './column.ts'
import { evaluateScalar, evaluateVector, type Context } from './context.ts'
import { histogramQuantile } from './histogram-quantile.ts'
import {
  labelJoin,
  labelReplace,
  mapColumn,
  PLAIN_ARGUMENTS,
  PLAIN_FUNCTIONS,
  TIME_FUNCTIONS,
} from './instant-functions.ts'
import { badQuery } from './promql-error.ts'
import { RANGE_FUNCTIONS, SCALAR_ARGUMENT } from './range-functions.ts'
import { selectRange, type RangeCall } from './select.ts'
import { evaluateSubquery } from './subquery.ts'

/** A function by its name, with its arguments checked as Prometheus checks them. */
export function evaluateCall(call: Call, context: Context): Value {
  const { name } = call
  const special = SPECIAL[name]
  if (special) return special(call, context)
  if (name in RANGE_FUNCTIONS) return vector(rangeCall(call, context))
  if (name in PLAIN_FUNCTIONS) return vector(plainCall(call, context))
  if (name in TIME_FUNCTIONS) return vector(timeCall(call, context))
  throw badQuery(`parse error: this demo's PromQL does not know the function "${name}"`)
}

function vector(columns: readonly Column[]): Value {
  return { kind: 'vector', columns: mergeColumns(columns) }
}

function checkCount({ name, args }: Call, least: number, most = least): void {
  if (args.length >= least && args.length <= most) return
  const expected = args.length < least ? `at least ${least}` : `at most ${most}`
  throw badQuery(
    `parse error: expected ${least === most ? least : expected} argument(s) in call to "${name}", got ${args.length}`,
  )
}

const asker = (call: Call) => `call to function "${call.name}"`

const SPECIAL: Readonly<Record<string, (call: Call, context: Context) => Value>> = {
  time(call, { grid }) {
    checkCount(call, 0)
    const values = new Float64Array(grid.count).map((_, i) => (grid.start + i * grid.step) / 1000)
    return { kind: 'scalar', values }
  },
  pi: (_call, { grid }) => ({
    kind: 'scalar',
    values: new Float64Array(grid.count).fill(Math.PI),
  }),
  vector(call, context) {
    checkCount(call, 1)
    const values = evaluateScalar(call.args[0]!, context, asker(call))
    return vector([{ labels: {}, values, present: new Uint8Array(values.length).fill(1) }])
  },
  scalar(call, context) {
    checkCount(call, 1)
    const columns = evaluateVector(call.args[0]!, context, asker(call))
    return { kind: 'scalar', values: scalarOf(columns, context.grid.count) }
  },
  absent(call, context) {
    checkCount(call, 1)
    return vector([
      absentOf(call.args[0]!, evaluateVector(call.args[0]!, context, asker(call)), context),
    ])
  },
  histogram_quantile(call, context) {
    checkCount(call, 2)
    const q = evaluateScalar(call.args[0]!, context, asker(call))
    const columns = evaluateVector(call.args[1]!, context, asker(call))
    return vector(histogramQuantile(q, columns, context.grid.count))
  },
  label_replace(call, context) {
    checkCount(call, 5)
    return vector(labelReplace(...labelArguments(call, context)))
  },
  label_join(call, context) {
    checkCount(call, 3, Infinity)
    return vector(labelJoin(...labelArguments(call, context)))
  },
  sort: (call, context) => sorted(call, context, 1),
  sort_desc: (call, context) => sorted(call, context, -1),
}

function scalarOf(columns: readonly Column[], count: number): Float64Array {
  return new Float64Array(count).map((_, i) => {
    const there = columns.filter((column) => column.present[i])
    return there.length === 1 ? there[0]!.values[i]! : NaN
  })
}

/** 1 where there is nothing, labelled with what the selector asks for by name. */
function absentOf(expr: Expr, columns: readonly Column[], { grid }: Context): Column {
  const labels: Record<string, string> = {}
  const asked = expr.kind === 'selector' ? expr.matchers : []
  for (const { label, operator, value } of asked)
    if (operator === '=' && label !== '__name__') labels[label] = value
  const result = emptyColumn(labels, grid.count)
  for (let i = 0; i < grid.count; i++) {
    if (columns.some((column) => column.present[i])) continue
    result.values[i] = 1
    result.present[i] = 1
  }
  return result
}

function labelArguments(call: Call, context: Context): [readonly Column[], string[]] {
  const texts = call.args.slice(1).map((arg) => {
    if (arg.kind === 'string') return arg.value
    throw badQuery(`parse error: expected type string in ${asker(call)}, got ${arg.kind}`)
  })
  return [evaluateVector(call.args[0]!, context, asker(call)), texts]
}

/** Sorting is only seen in instant queries. */
function sorted(call: Call, context: Context, sign: 1 | -1): Value {
  checkCount(call, 1)
  const columns = [...evaluateVector(call.args[0]!, context, asker(call))]
  return { kind: 'vector', columns: columns.sort((a, b) => sign * (a.values[0]! - b.values[0]!)) }
}

function rangeCall(call: Call, context: Context): Column[] {
  const place = SCALAR_ARGUMENT[call.name]
  checkCount(call, place === undefined ? 1 : 2)
  const over = call.args[place === 0 ? 1 : 0]!
  const argument =
    place === undefined ? undefined : evaluateScalar(call.args[place]!, context, asker(call))
  const rolled = { call: RANGE_FUNCTIONS[call.name]!, argument }
  const keepsName = call.name === 'last_over_time'
  const columns = rangeColumns(over, { call, rolled, context })
  return keepsName
    ? columns
    : columns.map((column) => relabelled(column, withoutName(column.labels)))
}

function rangeColumns(
  over: Expr,
  { call, rolled, context }: { call: Call; rolled: RangeCall; context: Context },
): Column[] {
  if (over.kind === 'range') return selectRange(over, rolled, context.grid, context)
  if (over.kind === 'subquery') return evaluateSubquery(over, rolled, context)
  throw badQuery(`parse error: expected type range vector in ${asker(call)}, got ${typeOf(over)}`)
}

function typeOf(expr: Expr): string {
  if (expr.kind === 'number') return 'scalar'
  return expr.kind === 'string' ? 'string' : 'instant vector'
}

function plainCall(call: Call, context: Context): Column[] {
  const [least, most] = PLAIN_ARGUMENTS[call.name] ?? [0, 0]
  checkCount(call, least + 1, most + 1)
  const apply = PLAIN_FUNCTIONS[call.name]!
  const columns = evaluateVector(call.args[0]!, context, asker(call))
  const [a, b] = call.args.slice(1).map((arg) => evaluateScalar(arg, context, asker(call)))
  return columns.map((column) =>
    mapColumn(column, (value, i) => apply(value, a?.[i] ?? NaN, b?.[i] ?? NaN)),
  )
}

function timeCall(call: Call, context: Context): Column[] {
  checkCount(call, 0, 1)
  const apply = TIME_FUNCTIONS[call.name]!
  const over: Expr = call.args[0] ?? { kind: 'call', name: 'vector', args: [NOW] }
  const value = context.evaluate(over, context)
  if (value.kind !== 'vector')
    throw badQuery(`parse error: expected type instant vector in ${asker(call)}`)
  return value.columns.map((column) =>
    mapColumn(column, (seconds) => apply(new Date(seconds * 1000))),
  )
}

const NOW: Expr = { kind: 'call', name: 'time', args: [] }
