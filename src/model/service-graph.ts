/** Who called whom, by the spans received last. */
export interface ServiceGraphNow {
  /** Unix seconds of what the numbers are of; null without spans. */
  readonly start: number | null
  readonly end: number | null
  /** One of so many traces was kept; the numbers below are of all of them. */
  readonly sampled: number
  readonly nodes: readonly {
    readonly service: string
    /** Per second: calls that came from outside of the service. */
    readonly calls: number
    /** Share of them that failed. */
    readonly failures: number
  }[]
  readonly edges: readonly {
    readonly caller: string
    readonly callee: string
    readonly calls: number
    readonly failures: number
    readonly p50_ms: number
    /** Null below 100 calls. */
    readonly p95_ms: number | null
    /** What the caller waits beyond the callee's own time; null where it is not known. */
    readonly gap_ms: number | null
  }[]
  readonly warnings: readonly string[]
}
