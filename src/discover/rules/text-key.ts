import { constantOf } from './constant.ts'
import { binaryOf, callOf, parse, partsOf, textOf, unwrap, type Part } from './syntax.ts'

/** As long as `$__window`, and a duration that nobody writes. */
const WINDOW_STAND_IN = '00000005m'

/**
 * Equal for expressions that are the same but for white space, comments, needless parentheses, the
 * place and order of grouping labels and the way numbers are written.
 */
export function textKey(expr: string): string {
  const part = parse(expr.replaceAll('$__window', WINDOW_STAND_IN))
  return part === undefined ? expr : keyOf(part)
}

/** The same without the outermost aggregation, whatever number its result is scaled by. */
export function bareKey(expr: string): string {
  const part = parse(expr.replaceAll('$__window', WINDOW_STAND_IN))
  return part === undefined ? expr : bareKeyOf(part)
}

const JOINERS = new Set(['max', 'min', 'avg', 'sum'])

function bareKeyOf(part: Part): string {
  const call = callOf(part)
  if (call && JOINERS.has(call.name) && call.args.length === 1) return keyOf(call.args[0]!)
  const scaled = binaryOf(part)
  const by = scaled && constantOf(scaled.right)
  return by === undefined ? keyOf(part) : `${bareKeyOf(scaled!.left)} ${scaled!.operator} ${by}`
}

export function keyOf(part: Part): string {
  const own = unwrap(part)
  const { node } = own
  const number = constantOf(own)
  if (number !== undefined) return String(number)
  const children = partsOf(own)
  if (children.length === 0) return textOf(own).replaceAll(/\s+/g, '')
  const keys = children.map(keyOf)
  // Matchers and grouping labels are sets; an aggregation's clause may stand on either side.
  if (UNORDERED.has(node.name)) keys.sort()
  return `${node.name}[${keys.join(' ')}]`
}

const UNORDERED = new Set(['GroupingLabels', 'LabelMatchers', 'AggregateExpr'])
