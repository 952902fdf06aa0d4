/** What bounds the memory of a body that is read, beside the size of the body itself. */
export interface TraceLimits {
  /** Rows of a body; more are refused. */
  readonly rows: number
  /** Different services and operations; further ones are counted as `__other__`. */
  readonly distinctNames: number
  /** Bytes of a service or operation; longer ones are cut. */
  readonly nameBytes: number
  /** Bytes of a trace or span id; longer ones are cut. */
  readonly idBytes: number
  /** Levels of nesting inside of fields that we skip. */
  readonly nesting: number
}

export const DEFAULT_TRACE_LIMITS: TraceLimits = {
  rows: 2_000_000,
  distinctNames: 100_000,
  nameBytes: 1024,
  idBytes: 256,
  nesting: 1_000_000,
}
