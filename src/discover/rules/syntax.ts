import { parser } from '@prometheus-io/lezer-promql'

type Cursor = ReturnType<ReturnType<typeof parser.parse>['cursor']>

/** A piece of an expression by the grammar's name for it, without comments. */
export interface Node {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly children: readonly Node[]
}

/** A node of a parsed text, together with the text. */
export interface Part {
  readonly node: Node
  /** What was parsed, with blanks for comments. */
  readonly text: string
}

/** The top expression of a text; undefined where it is not PromQL. */
export function parse(text: string): Part | undefined {
  const cursor = parser.parse(text).cursor()
  const seen = { isBroken: false, plain: text }
  const top = readNode(cursor, seen).children[0]
  if (seen.isBroken || top === undefined) return undefined
  return unwrap({ node: top, text: seen.plain })
}

/** The grammar's tree makes its nodes anew at every step, and rules are walked many times. */
function readNode(cursor: Cursor, seen: { isBroken: boolean; plain: string }): Node {
  const { name, from, to } = cursor
  const children: Node[] = []
  if (cursor.type.isError) seen.isBroken = true
  if (cursor.firstChild()) {
    do {
      if (cursor.name === 'LineComment') blank(cursor, seen)
      else children.push(readNode(cursor, seen))
    } while (cursor.nextSibling())
    cursor.parent()
  }
  return { name, from, to, children }
}

function blank({ from, to }: Cursor, seen: { plain: string }): void {
  seen.plain = seen.plain.slice(0, from) + ' '.repeat(to - from) + seen.plain.slice(to)
}

/** The first child of a name. */
export function childOf({ children }: Node, name: string): Node | undefined {
  return children.find((child) => child.name === name)
}

export function partsOf({ node, text }: Part): Part[] {
  return node.children.map((child) => ({ node: child, text }))
}

export function textOf({ node, text }: Part): string {
  return text.slice(node.from, node.to)
}

/** The expression without parentheses around all of it. */
export function unwrap(part: Part): Part {
  if (part.node.name !== 'ParenExpr') return part
  const inner = partsOf(part)[0]
  return inner === undefined ? part : unwrap(inner)
}

export interface BinaryPart {
  readonly operator: string
  readonly left: Part
  readonly right: Part
  readonly isBool: boolean
  /** The side that keeps its series, where `group_left` or `group_right` names one. */
  readonly many: Part | undefined
}

/** A binary expression taken apart; undefined for any other. */
export function binaryOf(part: Part): BinaryPart | undefined {
  const { node, text } = part
  if (node.name !== 'BinaryExpr') return undefined
  const [left, operator, ...rest] = node.children
  const right = rest.at(-1)
  if (left === undefined || operator === undefined || right === undefined) return undefined
  const clause = childOf(node, 'MatchingModifierClause')
  const sides = { left: unwrap({ node: left, text }), right: unwrap({ node: right, text }) }
  return {
    ...sides,
    operator: textOf({ node: operator, text }).toLowerCase(),
    many: manySide(clause, sides),
    isBool: rest.some(({ name }) => name === 'BoolModifier'),
  }
}

function manySide(clause: Node | undefined, { left, right }: { left: Part; right: Part }) {
  if (clause === undefined) return undefined
  if (childOf(clause, 'GroupLeft')) return left
  return childOf(clause, 'GroupRight') ? right : undefined
}

/** Name and arguments of a function call or an aggregation; undefined for any other. */
export function callOf(part: Part): { name: string; args: Part[] } | undefined {
  const { node, text } = part
  if (node.name !== 'FunctionCall' && node.name !== 'AggregateExpr') return undefined
  const [name] = node.children
  const body = childOf(node, 'FunctionCallBody')
  if (!name) return undefined
  const args = body ? partsOf({ node: body, text }).map(unwrap) : []
  return { name: textOf({ node: name, text }).toLowerCase(), args }
}

/** Every node below and the part itself, in the order of the text. */
export function* nodesIn({ node, text }: Part): Generator<Part> {
  yield { node, text }
  for (const child of node.children) yield* nodesIn({ node: child, text })
}

/** The expression on one line, with one blank between words. */
export function plainText(part: Part): string {
  let plain = ''
  let at = part.node.from
  const upTo = (end: number) => {
    plain += part.text.slice(at, end).replaceAll(/\s+/g, ' ')
    at = end
  }
  for (const { node } of nodesIn(part)) {
    if (node.name !== 'StringLiteral') continue
    upTo(node.from)
    plain += part.text.slice(node.from, node.to)
    at = node.to
  }
  upTo(part.node.to)
  return plain.trim()
}
