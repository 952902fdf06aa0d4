import { parser } from '@prometheus-io/lezer-promql'

import type { Matcher } from '../storage.ts'
import type { Aggregate, Binary, Expr, Grouping, Matching, Selector } from './ast.ts'
import { parseDuration, parseNumber, parseString } from './literal.ts'
import { checkSelective, createMatcher } from './matcher.ts'
import { badQuery } from './promql-error.ts'

type Node = ReturnType<typeof parser.parse>['topNode']

/** The expression that a PromQL text means. Throws BAD_DATA with the place of what is wrong. */
export function parsePromql(text: string): Expr {
  if (text.trim() === '') throw badQuery('no expression found in input')
  const tree = parser.parse(text)
  refuseErrors(tree, text)
  const top = childrenOf(tree.topNode).find((node) => node.name !== 'LineComment')
  if (!top) throw badQuery('no expression found in input')
  return readExpr(top, text)
}

/** The matchers of a bare selector, as `match[]` takes them. */
export function parseSelector(text: string): readonly Matcher[] {
  const expr = parsePromql(text)
  if (expr.kind !== 'selector' || expr.offset !== 0)
    throw badQuery(`"${text}" is not a plain series selector`)
  return expr.matchers
}

function refuseErrors(tree: ReturnType<typeof parser.parse>, text: string): void {
  tree.iterate({
    enter(node) {
      if (!node.type.isError) return
      const line = text.slice(0, node.from).split('\n')
      const place = `${line.length}:${line.at(-1)!.length + 1}`
      const unexpected = text.slice(node.from, Math.max(node.to, node.from + 1)) || 'end of input'
      const call = /([A-Za-z_:][\w:]*)\s*$/.exec(text.slice(0, node.from))
      if (unexpected.startsWith('(') && call)
        throw badQuery(`${place}: parse error: unknown function with name "${call[1]}"`)
      throw badQuery(`${place}: parse error: unexpected "${unexpected}"`)
    },
  })
}

function childrenOf(node: Node): Node[] {
  const children: Node[] = []
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.name !== 'LineComment') children.push(child)
  return children
}

const textOf = (node: Node, text: string) => text.slice(node.from, node.to)

function readExpr(node: Node, text: string): Expr {
  switch (node.name) {
    case 'NumberDurationLiteral':
      return { kind: 'number', value: parseNumber(textOf(node, text)) }
    case 'StringLiteral':
      return { kind: 'string', value: parseString(textOf(node, text)) }
    case 'ParenExpr':
      return readExpr(childrenOf(node)[0]!, text)
    case 'VectorSelector':
      return readSelector(node, text)
    case 'MatrixSelector':
      return readRange(node, text)
    case 'SubqueryExpr':
      return readSubquery(node, text)
    case 'OffsetExpr':
      return readOffset(node, text)
    case 'UnaryExpr':
      return readUnary(node, text)
    case 'FunctionCall':
      return readCall(node, text)
    case 'AggregateExpr':
      return readAggregate(node, text)
    case 'BinaryExpr':
      return readBinary(node, text)
    default:
      throw badQuery(`this demo's PromQL does not know ${textOf(node, text)} (${node.name})`)
  }
}

function readSelector(node: Node, text: string): Selector {
  const matchers: Matcher[] = []
  for (const child of childrenOf(node)) {
    if (child.name === 'Identifier')
      matchers.push(createMatcher('__name__', '=', textOf(child, text)))
    if (child.name === 'LabelMatchers')
      for (const one of childrenOf(child)) matchers.push(readMatcher(one, text))
  }
  checkSelective(matchers)
  return { kind: 'selector', matchers, offset: 0 }
}

function readMatcher(node: Node, text: string): Matcher {
  const quoted = (one: Node) => parseString(textOf(one, text))
  if (node.name === 'QuotedLabelName') return createMatcher('__name__', '=', quoted(node))
  const [label, operator, value] = childrenOf(node)
  const name = node.name === 'QuotedLabelMatcher' ? quoted(label!) : textOf(label!, text)
  return createMatcher(name, textOf(operator!, text) as Matcher['operator'], quoted(value!))
}

function readDuration(node: Node, text: string): number {
  const written = textOf(node, text).replaceAll(/\s/g, '')
  const sign = written.startsWith('-') ? -1 : 1
  const duration = parseDuration(written.replace(/^[+-]/, ''))
  if (duration === undefined) throw badQuery(`parse error: not a valid duration: "${written}"`)
  return sign * duration
}

function readRange(node: Node, text: string): Expr {
  const [of, range] = childrenOf(node)
  const selector = readExpr(of!, text)
  if (selector.kind !== 'selector')
    throw badQuery('parse error: ranges only allowed for vector selectors')
  const { matchers, offset } = selector
  return { kind: 'range', matchers, offset, range: positive(readDuration(range!, text)) }
}

function readSubquery(node: Node, text: string): Expr {
  const [of, range, step] = childrenOf(node)
  return {
    kind: 'subquery',
    of: readExpr(of!, text),
    range: positive(readDuration(range!, text)),
    step: step ? positive(readDuration(step, text)) : 0,
    offset: 0,
  }
}

function positive(duration: number): number {
  if (duration > 0) return duration
  throw badQuery('parse error: duration must be greater than 0')
}

function readOffset(node: Node, text: string): Expr {
  const [of, duration] = childrenOf(node).filter((child) => child.name !== 'Offset')
  const expr = readExpr(of!, text)
  if (expr.kind !== 'selector' && expr.kind !== 'range' && expr.kind !== 'subquery')
    throw badQuery('parse error: offset modifier must be preceded by a selector or a subquery')
  return { ...expr, offset: expr.offset + readDuration(duration!, text) }
}

function readUnary(node: Node, text: string): Expr {
  const [operator, of] = childrenOf(node)
  const expr = readExpr(of!, text)
  if (textOf(operator!, text) === '+') return expr
  return expr.kind === 'number'
    ? { kind: 'number', value: -expr.value }
    : { kind: 'negate', of: expr }
}

function readArguments(node: Node | undefined, text: string): Expr[] {
  return node ? childrenOf(node).map((child) => readExpr(child, text)) : []
}

function readCall(node: Node, text: string): Expr {
  const [identifier, body] = childrenOf(node)
  return { kind: 'call', name: textOf(identifier!, text), args: readArguments(body, text) }
}

function readAggregate(node: Node, text: string): Aggregate {
  const children = childrenOf(node)
  const operator = textOf(children[0]!, text).toLowerCase()
  const body = children.find((child) => child.name === 'FunctionCallBody')
  const modifier = children.find((child) => child.name === 'AggregateModifier')
  const args = readArguments(body, text)
  const of = args.at(-1)
  if (!of || args.length > 2)
    throw badQuery(`parse error: wrong number of arguments for aggregate expression ${operator}`)
  return {
    kind: 'aggregate',
    operator,
    grouping: modifier ? readGrouping(modifier, text) : { mode: 'by', labels: [] },
    parameter: args.length === 2 ? args[0] : undefined,
    of,
  }
}

function readGrouping(node: Node, text: string): Grouping {
  const [mode, labels] = childrenOf(node)
  return { mode: mode!.name === 'By' ? 'by' : 'without', labels: readLabels(labels, text) }
}

function readLabels(node: Node | undefined, text: string): string[] {
  if (!node) return []
  return childrenOf(node).map((label) =>
    label.name === 'QuotedLabelName' ? parseString(textOf(label, text)) : textOf(label, text),
  )
}

function readBinary(node: Node, text: string): Binary {
  const children = childrenOf(node)
  const clause = children.find((child) => child.name === 'MatchingModifierClause')
  return {
    kind: 'binary',
    operator: textOf(children[1]!, text).toLowerCase(),
    bool: children.some((child) => child.name === 'BoolModifier'),
    matching: readMatching(clause, text),
    left: readExpr(children[0]!, text),
    right: readExpr(children.at(-1)!, text),
  }
}

function readMatching(clause: Node | undefined, text: string): Matching {
  const parts = clause ? childrenOf(clause) : []
  const side = parts.findIndex((part) => part.name === 'GroupLeft' || part.name === 'GroupRight')
  const matched = parts[1]?.name === 'GroupingLabels' ? parts[1] : undefined
  return {
    mode: parts[0]?.name === 'On' ? 'on' : 'ignoring',
    labels: readLabels(matched, text),
    many: side < 0 ? undefined : parts[side]!.name === 'GroupLeft' ? 'left' : 'right',
    include: side < 0 ? [] : readLabels(parts[side + 1], text),
  }
}
