import { bucketOf, lowerEndOf, SKETCH_BUCKETS } from '../../math/log-linear-sketch.ts'

/** Upper ends of the histogram's buckets, in seconds. */
const DURATION_BOUNDS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const BOUNDS_MS = Float64Array.from(DURATION_BOUNDS, (seconds) => seconds * 1000)
const COLUMNS = BOUNDS_MS.length + 1
/** The first bound at or above the lower end of each bucket of the sketch. */
const FIRST_BOUND = Uint8Array.from({ length: SKETCH_BUCKETS }, (_, bucket) => {
  const found = BOUNDS_MS.findIndex((bound) => bound >= lowerEndOf(bucket))
  return found < 0 ? BOUNDS_MS.length : found
})

/** What was counted of an operation since the start, for counters. */
export interface OperationTotal {
  readonly service: string
  readonly operation: string
  readonly calls: number
  readonly failures: number
  readonly sumSeconds: number
  /** Calls in each bucket alone, the last one beyond all bounds. */
  readonly buckets: Float64Array
  readonly exemplar: {
    readonly trace_id: string
    readonly seconds: number
    readonly timestamp: number
  } | null
}

/** Running counts of each operation since the start: 120 bytes an operation. */
export class OperationTotals {
  readonly #failures: Float64Array
  readonly #sums: Float64Array
  readonly #buckets: Float64Array

  constructor(operations: number) {
    this.#failures = new Float64Array(operations)
    this.#sums = new Float64Array(operations)
    this.#buckets = new Float64Array(operations * COLUMNS)
  }

  add(operation: number, ms: number, failed: number): void {
    this.#failures[operation]! += failed
    this.#sums[operation]! += ms
    let bound = FIRST_BOUND[bucketOf(ms)]!
    if (bound < BOUNDS_MS.length && ms > BOUNDS_MS[bound]!) bound++
    this.#buckets[operation * COLUMNS + bound]!++
  }

  forget(operation: number): void {
    this.#failures[operation] = 0
    this.#sums[operation] = 0
    this.#buckets.fill(0, operation * COLUMNS, (operation + 1) * COLUMNS)
  }

  of(operation: number): Pick<OperationTotal, 'calls' | 'failures' | 'sumSeconds' | 'buckets'> {
    const buckets = this.#buckets.slice(operation * COLUMNS, (operation + 1) * COLUMNS)
    return {
      calls: buckets.reduce((sum, count) => sum + count, 0),
      failures: this.#failures[operation]!,
      sumSeconds: this.#sums[operation]! / 1000,
      buckets,
    }
  }
}
