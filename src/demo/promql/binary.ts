import type { Labels } from '../../model/series.ts'
import { all, only } from './aggregate.ts'
import type { Matching } from './ast.ts'
import { emptyColumn, keyOf, labelsText, withoutName, type Column } from './column.ts'
import type { PairOperator } from './operators.ts'
import { cannotExecute } from './promql-error.ts'

/** A vector on one side and a scalar on the other. */
export function withScalar(
  columns: readonly Column[],
  scalar: Float64Array,
  operator: PairOperator,
  scalarFirst: boolean,
): Column[] {
  return columns.map((column) => {
    const { labels } = column
    const result = emptyColumn(operator.dropsName ? withoutName(labels) : labels, scalar.length)
    for (let i = 0; i < scalar.length; i++) {
      if (!column.present[i]) continue
      const value = column.values[i]!
      const a = scalarFirst ? scalar[i]! : value
      const b = scalarFirst ? value : scalar[i]!
      if (!operator.keeps(a, b)) continue
      // A comparison that filters keeps the vector's value, on whichever side it stands.
      result.values[i] = operator.dropsName ? operator.apply(a, b) : value
      result.present[i] = 1
    }
    return result
  })
}

/** What two series must share to belong together. */
function signature(labels: Labels, { mode, labels: names }: Matching): string {
  return keyOf(mode === 'on' ? only(labels, names) : all(labels, names))
}

function bySignature(columns: readonly Column[], matching: Matching): Map<string, Column[]> {
  const groups = new Map<string, Column[]>()
  for (const column of columns) {
    const key = signature(column.labels, matching)
    const group = groups.get(key)
    if (group) group.push(column)
    else groups.set(key, [column])
  }
  return groups
}

/** and, or, unless: which series stay, by what the other side has at the same time. */
export function setOperation(
  operator: string,
  left: readonly Column[],
  right: readonly Column[],
  matching: Matching,
): Column[] {
  if (operator === 'or') {
    const others = bySignature(left, matching)
    return [...left, ...right.map((column) => masked(column, others, matching, false))]
  }
  const others = bySignature(right, matching)
  return left.map((column) => masked(column, others, matching, operator === 'and'))
}

/** The column where the others have (`wanted`) or have not a series of its signature. */
function masked(
  column: Column,
  others: Map<string, Column[]>,
  matching: Matching,
  wanted: boolean,
): Column {
  const group = others.get(signature(column.labels, matching)) ?? []
  const present = column.present.map((there, i) => {
    const found = group.some((other) => other.present[i])
    return there && found === wanted ? 1 : 0
  })
  return { ...column, present }
}

export interface MatchOptions {
  readonly matching: Matching
  readonly operator: PairOperator
  readonly count: number
}

/** Arithmetic or comparison of the series that belong together. */
export function matchVectors(
  left: readonly Column[],
  right: readonly Column[],
  options: MatchOptions,
): Column[] {
  const { matching } = options
  const many = matching.many === 'right' ? right : left
  const one = matching.many === 'right' ? left : right
  const ones = bySignature(one, matching)
  const results = new Map<string, Column>()
  for (const [key, members] of bySignature(many, matching)) {
    const partners = ones.get(key)
    if (!partners) continue
    refuseTwoAtOnce(partners, matching)
    const taken = matching.many ? undefined : new Uint8Array(options.count)
    for (const member of members)
      for (const partner of partners) pairUp({ member, partner, taken, results }, options)
  }
  return [...results.values()]
}

function refuseTwoAtOnce(partners: readonly Column[], matching: Matching): void {
  if (partners.length < 2) return
  const side = matching.many === 'right' ? 'left' : 'right'
  const owner: (Column | undefined)[] = []
  for (const partner of partners)
    for (let i = 0; i < partner.present.length; i++) {
      if (!partner.present[i]) continue
      if (owner[i])
        throw cannotExecute(
          `found duplicate series for the match group on the ${side} hand-side of the operation: ` +
            `[${labelsText(partner.labels)}, ${labelsText(owner[i]!.labels)}];` +
            'many-to-many matching not allowed: matching labels must be unique on one side',
        )
      owner[i] = partner
    }
}

interface Pair {
  readonly member: Column
  readonly partner: Column
  /** Where the match group has its result already, of one-to-one matching. */
  readonly taken: Uint8Array | undefined
  readonly results: Map<string, Column>
}

function pairUp({ member, partner, taken, results }: Pair, options: MatchOptions): void {
  const { matching, operator, count } = options
  let result: Column | undefined
  for (let i = 0; i < count; i++) {
    if (!member.present[i] || !partner.present[i]) continue
    const swapped = matching.many === 'right'
    const a = (swapped ? partner : member).values[i]!
    const b = (swapped ? member : partner).values[i]!
    if (!operator.keeps(a, b)) continue
    result ??= resultColumn(results, resultLabels(member, partner, options), count)
    if (taken?.[i] || result.present[i])
      throw cannotExecute(
        matching.many
          ? 'multiple matches for labels: grouping labels must ensure unique matches'
          : 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
      )
    if (taken) taken[i] = 1
    result.values[i] = operator.apply(a, b)
    result.present[i] = 1
  }
}

function resultColumn(results: Map<string, Column>, labels: Labels, count: number): Column {
  const key = keyOf(labels)
  const known = results.get(key) ?? emptyColumn(labels, count)
  results.set(key, known)
  return known
}

function resultLabels(member: Column, partner: Column, options: MatchOptions): Labels {
  const { matching, operator } = options
  const labels = operator.dropsName ? withoutName(member.labels) : member.labels
  if (!matching.many) {
    if (matching.mode === 'on') return only(labels, matching.labels)
    const kept: Record<string, string> = { ...labels }
    for (const name of matching.labels) delete kept[name]
    return kept
  }
  const joined: Record<string, string> = { ...labels }
  for (const name of matching.include) {
    const value = partner.labels[name]
    if (value) joined[name] = value
    else delete joined[name]
  }
  return joined
}
