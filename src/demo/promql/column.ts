import type { Labels } from '../../model/series.ts'
import { cannotExecute } from './promql-error.ts'

/** The times of an evaluation: number i is `start + i * step`. Unix milliseconds. */
export interface Grid {
  readonly start: number
  readonly step: number
  readonly count: number
}

/** One series of a result over the whole grid. NaN is a value: `present` says where there is one. */
export interface Column {
  readonly labels: Labels
  readonly values: Float64Array
  readonly present: Uint8Array
}

export type Value =
  | { readonly kind: 'scalar'; readonly values: Float64Array }
  | { readonly kind: 'vector'; readonly columns: readonly Column[] }
  | { readonly kind: 'string'; readonly value: string }

export function emptyColumn(labels: Labels, count: number): Column {
  return { labels, values: new Float64Array(count), present: new Uint8Array(count) }
}

/** The same samples under other labels. */
export function relabelled({ values, present }: Column, labels: Labels): Column {
  return { labels, values, present }
}

/** The same text for the same labels, in whatever order they were set. */
export function keyOf(labels: Labels): string {
  return Object.keys(labels)
    .sort()
    .map((name) => `${name}\u0001${labels[name]}`)
    .join('\u0002')
}

/** As PromQL writes it, for messages. */
export function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).filter(([name]) => name !== '__name__')
  const inner = pairs.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')
  return `${labels['__name__'] ?? ''}{${inner}}`
}

export function withoutName(labels: Labels): Labels {
  const { __name__: _name, ...rest } = labels
  return rest
}

/**
 * Columns that got the same labels become one, as far as they do not speak at the same time: pods
 * that follow each other do, `rate({__name__=~"a|b"}[5m])` does not.
 */
export function mergeColumns(columns: readonly Column[]): Column[] {
  const merged = new Map<string, Column>()
  for (const column of columns) {
    const key = keyOf(column.labels)
    const known = merged.get(key)
    if (known) copyInto(known, column)
    else merged.set(key, column)
  }
  return [...merged.values()]
}

function copyInto(target: Column, source: Column): void {
  for (let i = 0; i < source.present.length; i++) {
    if (!source.present[i]) continue
    if (target.present[i])
      throw cannotExecute('vector cannot contain metrics with the same labelset')
    target.present[i] = 1
    target.values[i] = source.values[i]!
  }
}
