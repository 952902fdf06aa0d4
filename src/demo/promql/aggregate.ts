import type { Labels } from '../../model/series.ts'
import type { Grouping } from './ast.ts'
import { emptyColumn, keyOf, type Column } from './column.ts'
import { badQuery } from './promql-error.ts'
import { quantileOf } from './quantile.ts'

/** Folds the group's values at one time; NaN is a value here. */
type Fold = (values: Float64Array, parameter: number) => number

function mean(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

function variance(values: Float64Array): number {
  const center = mean(values)
  let squares = 0
  for (const value of values) squares += (value - center) ** 2
  return squares / values.length
}

/** The greatest or least value; NaN only when there is nothing else. */
function extreme(better: (a: number, b: number) => boolean): Fold {
  return (values) => {
    let best = values[0]!
    for (const value of values) if (Number.isNaN(best) || better(value, best)) best = value
    return best
  }
}

const FOLDS: Readonly<Record<string, Fold>> = {
  avg: mean,
  min: extreme((a, b) => a < b),
  max: extreme((a, b) => a > b),
  count: (values) => values.length,
  group: () => 1,
  stdvar: variance,
  stddev: (values) => Math.sqrt(variance(values)),
  quantile: (values, q) => quantileOf(values.slice().sort(nanFirst), q),
}

function nanFirst(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1
  return Number.isNaN(b) ? 1 : a - b
}

export interface AggregateOptions {
  readonly operator: string
  readonly grouping: Grouping
  readonly parameter: Float64Array | undefined
  readonly count: number
}

export function aggregate(columns: readonly Column[], options: AggregateOptions): Column[] {
  const groups = groupColumns(columns, options.grouping)
  const { operator, count } = options
  if (operator === 'sum') return groups.map((group) => sumOf(group, count))
  if (operator === 'topk' || operator === 'bottomk')
    return groups.flatMap((group) => ranked(group.members, options))
  const fold = FOLDS[operator]
  if (!fold) throw badQuery(`this demo's PromQL does not know the aggregation ${operator}`)
  return groups.map((group) => foldOf(group, fold, options))
}

interface Group {
  readonly labels: Labels
  readonly members: Column[]
}

function groupColumns(columns: readonly Column[], { mode, labels }: Grouping): Group[] {
  const groups = new Map<string, Group>()
  for (const column of columns) {
    const kept = mode === 'by' ? only(column.labels, labels) : all(column.labels, labels)
    const key = keyOf(kept)
    const group = groups.get(key) ?? { labels: kept, members: [] }
    group.members.push(column)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** Those of `names` that the labels have. */
export function only(labels: Labels, names: readonly string[]): Labels {
  const kept: Record<string, string> = {}
  for (const name of names) if (labels[name]) kept[name] = labels[name]
  return kept
}

/** All but `names` and the metric's own name. */
export function all(labels: Labels, names: readonly string[]): Labels {
  const kept: Record<string, string> = {}
  for (const name in labels)
    if (name !== '__name__' && !names.includes(name)) kept[name] = labels[name]!
  return kept
}

/** The most asked of all, so without a copy of the values for each time. */
function sumOf({ labels, members }: Group, count: number): Column {
  const sum = emptyColumn(labels, count)
  for (const { values, present } of members)
    for (let i = 0; i < count; i++) {
      if (!present[i]) continue
      sum.values[i]! += values[i]!
      sum.present[i] = 1
    }
  return sum
}

function foldOf(
  { labels, members }: Group,
  fold: Fold,
  { parameter, count }: AggregateOptions,
): Column {
  const folded = emptyColumn(labels, count)
  const buffer = new Float64Array(members.length)
  for (let i = 0; i < count; i++) {
    let size = 0
    for (const { values, present } of members) if (present[i]) buffer[size++] = values[i]!
    if (size === 0) continue
    folded.values[i] = fold(buffer.subarray(0, size), parameter?.[i] ?? NaN)
    folded.present[i] = 1
  }
  return folded
}

/** topk and bottomk keep the series themselves, at the times at which they are among the k. */
function ranked(members: readonly Column[], options: AggregateOptions): Column[] {
  const { operator, parameter, count } = options
  const sign = operator === 'topk' ? -1 : 1
  const kept = members.map((column) => emptyColumn(column.labels, count))
  for (let i = 0; i < count; i++) {
    const order = members
      .map((column, index) => ({ index, value: column.values[i]!, there: column.present[i] }))
      .filter((one) => one.there)
      .sort((a, b) =>
        Number.isNaN(a.value) ? 1 : Number.isNaN(b.value) ? -1 : sign * (a.value - b.value),
      )
    for (const { index, value } of order.slice(0, Math.max(0, Math.trunc(parameter?.[i] ?? 0)))) {
      kept[index]!.values[i] = value
      kept[index]!.present[i] = 1
    }
  }
  return kept.filter((column) => column.present.includes(1))
}
