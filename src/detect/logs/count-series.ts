/** Counts of one thing in each window, and what a rise of it has to be at least. */
export interface CountSeries {
  readonly counts: Uint32Array
  readonly minLines: number
  /** Whether its share of all lines must have changed, too, not only its number. */
  readonly relative: boolean
  /** Whether it is of interest that it stopped. */
  readonly mayVanish: boolean
}

export interface Change {
  readonly kind: 'rise' | 'stop'
  /** Index of the series. */
  readonly series: number
  /** First and last window of it. */
  readonly first: number
  readonly last: number
  /** Lines there, and the lines to be expected from what came before. */
  readonly observed: number
  readonly expected: number
  /** Nothing like it came before. */
  readonly isNew: boolean
  readonly qValue: number
}

/** A change whose chance is known, before it is weighed against all others tested. */
export interface Candidate extends Omit<Change, 'qValue'> {
  readonly pValue: number
}

/** What a search has found, and among how many tests. */
export interface Scan {
  readonly candidates: Candidate[]
  tests: number
}

/** Windows before the first that is tested: a quarter of the batch, but some at least. */
export function firstTested(windows: number): number {
  return Math.max(5, Math.ceil(windows / 4))
}
