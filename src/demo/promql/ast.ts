import type { Matcher } from '../storage.ts'

/** What a query says, with durations in milliseconds. */
export type Expr =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | Selector
  | RangeSelector
  | Subquery
  | Call
  | Aggregate
  | Binary
  | { readonly kind: 'negate'; readonly of: Expr }

export interface Selector {
  readonly kind: 'selector'
  readonly matchers: readonly Matcher[]
  readonly offset: number
}

export interface RangeSelector {
  readonly kind: 'range'
  readonly matchers: readonly Matcher[]
  readonly range: number
  readonly offset: number
}

export interface Subquery {
  readonly kind: 'subquery'
  readonly of: Expr
  readonly range: number
  /** 0 when the query names none. */
  readonly step: number
  readonly offset: number
}

export interface Call {
  readonly kind: 'call'
  readonly name: string
  readonly args: readonly Expr[]
}

export interface Grouping {
  readonly mode: 'by' | 'without'
  readonly labels: readonly string[]
}

export interface Aggregate {
  readonly kind: 'aggregate'
  readonly operator: string
  readonly grouping: Grouping
  /** The number of topk, bottomk and quantile. */
  readonly parameter: Expr | undefined
  readonly of: Expr
}

export interface Matching {
  readonly mode: 'on' | 'ignoring'
  readonly labels: readonly string[]
  /** The side that may have many series for one of the other. */
  readonly many: 'left' | 'right' | undefined
  /** Labels that the many side takes over from the one side. */
  readonly include: readonly string[]
}

export interface Binary {
  readonly kind: 'binary'
  readonly operator: string
  readonly bool: boolean
  readonly matching: Matching
  readonly left: Expr
  readonly right: Expr
}
