/** One page of a list; `next` is the cursor of the page after it, null on the last one. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

/** What every list takes. Times are unix seconds; a list is newest first. */
export interface ListFilter {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly start?: number | undefined
  readonly end?: number | undefined
  readonly state?: string | undefined
  readonly entity?: string | undefined
  /** Of predictions and statements. */
  readonly class?: string | undefined
}
