import type { Exemplar } from '../../model/operation.ts'
import type { ReceivedSpans } from '../../model/span.ts'

const CLASSES = ['p50', 'p95', 'p99', 'error'] as const
/** Examples kept of each class. */
const KEPT = 3
const PLACES = CLASSES.length * KEPT
/** A kept example stays for at least so long: bounds the writing, and keeps links alive. */
const STAYS_SECONDS = 20
/** A call within a tenth of the median is a usual one. */
const USUAL_LN = 0.1

/**
 * Trace ids that show what an operation's calls are like: usual ones, slow ones, failed ones. 28
 * bytes each, 12 of them an operation.
 */
export class Exemplars {
  readonly #ids: Int32Array
  readonly #ms: Float32Array
  readonly #ends: Float64Array
  /** Milliseconds of the 50th, 95th and 99th percentile by which calls are classed. */
  readonly #quantiles: Float32Array

  constructor(operations: number) {
    this.#ids = new Int32Array(operations * PLACES * 4)
    this.#ms = new Float32Array(operations * PLACES)
    this.#ends = new Float64Array(operations * PLACES)
    this.#quantiles = new Float32Array(operations * 3).fill(NaN)
  }

  /** Calls from now on are classed by these quantiles; NaN where there is none. */
  setQuantiles(operation: number, quantiles: readonly number[]): void {
    this.#quantiles.set(quantiles, operation * 3)
  }

  forget(operation: number): void {
    this.#ends.fill(0, operation * PLACES, (operation + 1) * PLACES)
    this.#quantiles.fill(NaN, operation * 3, operation * 3 + 3)
  }

  /** Keeps the trace of the row if an example like it is missing or old. */
  consider(
    spans: ReceivedSpans,
    row: number,
    { operation, end }: { operation: number; end: number },
  ) {
    const trace = spans.trace[row]!
    const of = this.#classOf(operation, spans.durationMs[row]!, spans.failed[row]!)
    if (of < 0 || trace === 0) return
    const first = operation * PLACES + of * KEPT
    let oldest = first
    let newest = first
    for (let at = first + 1; at < first + KEPT; at++) {
      if (this.#ends[at]! < this.#ends[oldest]!) oldest = at
      if (this.#ends[at]! > this.#ends[newest]!) newest = at
    }
    if (this.#ends[newest]! > end - STAYS_SECONDS) return
    this.#ends[oldest] = end
    this.#ms[oldest] = spans.durationMs[row]!
    for (let word = 0; word < 4; word++)
      this.#ids[oldest * 4 + word] = spans.traceIds[trace * 4 - 4 + word]!
  }

  #classOf(operation: number, ms: number, failed: number): number {
    if (failed === 1) return 3
    const at = operation * 3
    if (ms >= this.#quantiles[at + 2]!) return 2
    if (ms >= this.#quantiles[at + 1]!) return 1
    const median = this.#quantiles[at]!
    return ms > median * (1 - USUAL_LN) && ms < median * (1 + USUAL_LN) ? 0 : -1
  }

  /** What is kept of an operation, the newest of each class first. */
  of(operation: number): Exemplar[] {
    return CLASSES.flatMap((name, i) =>
      Array.from({ length: KEPT }, (_, k) => operation * PLACES + i * KEPT + k)
        .filter((at) => this.#ends[at]! > 0)
        .sort((a, b) => this.#ends[b]! - this.#ends[a]!)
        .map((at) => ({
          of: name,
          trace_id: hexOf(this.#ids.subarray(at * 4, at * 4 + 4)),
          duration_ms: Number(this.#ms[at]!.toPrecision(6)),
          timestamp: this.#ends[at]!,
        })),
    )
  }
}

function hexOf(words: Int32Array): string {
  return Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}
