import type { Labels } from '../model/series.ts'

/** One condition on a label; a label that is not there is the empty text. */
export interface Matcher {
  readonly label: string
  readonly operator: '=' | '!=' | '=~' | '!~'
  readonly value: string
  matches(value: string): boolean
}

/** Samples at equal distances: number i lies at `firstMs + i * stepMs`. Unix milliseconds. */
export interface StoredSeries {
  /** With `__name__`. */
  readonly labels: Labels
  readonly firstMs: number
  readonly stepMs: number
  /** Fills `out` with the samples number `first + i * stride`; NaN where the series is stale. */
  read(first: number, out: Float64Array, stride?: number): void
}

/** Where the query language finds its series: all that match and have a sample in the time. */
export interface Storage {
  select(matchers: readonly Matcher[], startMs: number, endMs: number): StoredSeries[]
}
