import type { Labels } from '../../model/series.ts'
import { emptyColumn, withoutName, type Column } from './column.ts'
import { wholePattern } from './matcher.ts'
import { badQuery } from './promql-error.ts'

/** Functions that turn each value into another; the scalar arguments follow the value. */
export const PLAIN_FUNCTIONS: Readonly<
  Record<string, (value: number, a: number, b: number) => number>
> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  exp: Math.exp,
  ln: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  sqrt: Math.sqrt,
  sgn: (value) => (value > 0 ? 1 : value < 0 ? -1 : value),
  round: (value, nearest) => {
    const inverse = 1 / (Number.isNaN(nearest) ? 1 : nearest)
    return Math.floor(value * inverse + 0.5) / inverse
  },
  clamp_min: (value, least) => Math.max(value, least),
  clamp_max: (value, most) => Math.min(value, most),
  clamp: (value, least, most) => Math.max(least, Math.min(most, value)),
}

/** How many scalars each may take beside its vector: least and most. */
export const PLAIN_ARGUMENTS: Readonly<Record<string, readonly [number, number]>> = {
  round: [0, 1],
  clamp_min: [1, 1],
  clamp_max: [1, 1],
  clamp: [2, 2],
}

/** Functions of a time in seconds (UTC), by default of the evaluation's. */
export const TIME_FUNCTIONS: Readonly<Record<string, (date: Date) => number>> = {
  minute: (date) => date.getUTCMinutes(),
  hour: (date) => date.getUTCHours(),
  day_of_week: (date) => date.getUTCDay(),
  day_of_month: (date) => date.getUTCDate(),
  month: (date) => date.getUTCMonth() + 1,
  year: (date) => date.getUTCFullYear(),
}

export function mapColumn(column: Column, apply: (value: number, i: number) => number): Column {
  const result = emptyColumn(withoutName(column.labels), column.values.length)
  for (let i = 0; i < column.values.length; i++) {
    if (!column.present[i]) continue
    result.values[i] = apply(column.values[i]!, i)
    result.present[i] = 1
  }
  return result
}

/** label_replace(v, target, replacement, source, pattern). */
export function labelReplace(columns: readonly Column[], texts: readonly string[]): Column[] {
  const [target, replacement, source, pattern] = texts as [string, string, string, string]
  checkLabelName(target)
  const regexp = wholePattern(pattern)
  // Go writes `$1`, `${1}` and `${name}`; JavaScript `$1` and `$<name>`.
  const template = replacement
    .replaceAll(/\$\{(\d+)\}/g, '$$$1')
    .replaceAll(/\$\{(\w+)\}/g, '$$<$1>')
  return columns.map((column) => {
    const value = column.labels[source] ?? ''
    if (!regexp.test(value)) return column
    return { ...column, labels: withLabel(column.labels, target, value.replace(regexp, template)) }
  })
}

/** label_join(v, target, separator, source…). */
export function labelJoin(columns: readonly Column[], texts: readonly string[]): Column[] {
  const [target, separator, ...sources] = texts as [string, string, ...string[]]
  checkLabelName(target)
  return columns.map((column) => ({
    ...column,
    labels: withLabel(
      column.labels,
      target,
      sources.map((source) => column.labels[source] ?? '').join(separator),
    ),
  }))
}

function checkLabelName(name: string): void {
  if (!/^[A-Za-z_]\w*$/.test(name)) throw badQuery(`invalid label name "${name}"`)
}

function withLabel(labels: Labels, name: string, value: string): Labels {
  const changed: Record<string, string> = { ...labels, [name]: value }
  if (value === '') delete changed[name]
  return changed
}
