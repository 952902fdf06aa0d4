import type { ReceivedSpans } from '../../model/span.ts'
import type { SentSpans } from '../../sources/otlp/trace-id.ts'

/** Spans kept, for the service graph and for comparisons: 70 to 100 bytes each, so some 20 MB. */
const MOST_SPANS = 200_000
const KEPT_SECONDS = 3600
/** Never fewer than one trace of so many. */
const MOST_SAMPLED = 2 ** 12

/** What is kept, to be sent to a worker. */
export interface KeptSpans {
  readonly batches: readonly SentSpans[]
  /** One of so many traces is kept. */
  readonly sampled: number
}

/**
 * The spans of the last hour, whole traces or none: when there are too many, every other trace is
 * let go, by a hash of its id, so that requests with parts of a trace agree.
 */
export class RecentSpans {
  readonly #now: () => number
  readonly #most: number
  #batches: { readonly at: number; readonly spans: SentSpans }[] = []
  #count = 0
  #sampled = 1

  constructor({ now, most = MOST_SPANS }: { now: () => number; most?: number }) {
    this.#now = now
    this.#most = most
  }

  take(spans: ReceivedSpans): void {
    const kept = sample({ ...spans, traceIdOf: undefined } as SentSpans, this.#sampled)
    if (kept.length === 0) return
    this.#batches.push({ at: this.#now(), spans: kept })
    this.#count += kept.length
    this.#bound()
  }

  /** What came since then (unix seconds), in the order in which it came. */
  since(from: number): KeptSpans {
    this.#forget()
    return {
      batches: this.#batches.filter(({ at }) => at >= from).map(({ spans }) => spans),
      sampled: this.#sampled,
    }
  }

  #bound(): void {
    this.#forget()
    // An hour after a rush there is room again: half of it goes unused before more is kept.
    if (this.#count < this.#most / 8 && this.#sampled > 1) this.#sampled /= 2
    while (this.#count > this.#most && this.#sampled < MOST_SAMPLED) {
      this.#sampled *= 2
      this.#keepOnly((spans) => sample(spans, this.#sampled))
    }
    while (this.#count > this.#most && this.#batches.length > 0)
      this.#count -= this.#batches.shift()!.spans.length
  }

  #forget(): void {
    const oldest = this.#now() - KEPT_SECONDS
    while (this.#batches.length > 0 && this.#batches[0]!.at < oldest)
      this.#count -= this.#batches.shift()!.spans.length
  }

  #keepOnly(pick: (spans: SentSpans) => SentSpans): void {
    this.#batches = this.#batches
      .map(({ at, spans }) => ({ at, spans: pick(spans) }))
      .filter(({ spans }) => spans.length > 0)
    this.#count = this.#batches.reduce((sum, { spans }) => sum + spans.length, 0)
  }
}

/** The spans of one trace of so many. */
function sample(spans: SentSpans, of: number): SentSpans {
  if (of === 1) return spans
  const rows: number[] = []
  for (let row = 0; row < spans.length; row++)
    if ((hashOf(spans.traceIds, spans.trace[row]!) & (of - 1)) === 0) rows.push(row)
  return pickRows(spans, Uint32Array.from(rows))
}

/** Trace ids are random for the most part, but some programs count. */
function hashOf(words: Int32Array, trace: number): number {
  const at = trace * 4 - 4
  let hash = (words[at]! ^ words[at + 1]! ^ words[at + 2]! ^ words[at + 3]!) | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return hash ^ (hash >>> 13)
}

/** Only these rows; names and ids stay as they are. */
function pickRows(spans: SentSpans, rows: Uint32Array): SentSpans {
  const offsets = new Uint32Array(rows.length + 1)
  rows.forEach((row, i) => {
    offsets[i + 1] = offsets[i]! + spans.attributeOffsets[row + 1]! - spans.attributeOffsets[row]!
  })
  const attributes = new Uint32Array(offsets[rows.length]!)
  rows.forEach((row, i) => {
    attributes.set(
      spans.attributes.subarray(spans.attributeOffsets[row], spans.attributeOffsets[row + 1]),
      offsets[i],
    )
  })
  return {
    ...spans,
    length: rows.length,
    service: rows.map((row) => spans.service[row]!),
    operation: rows.map((row) => spans.operation[row]!),
    trace: rows.map((row) => spans.trace[row]!),
    span: rows.map((row) => spans.span[row]!),
    parent: rows.map((row) => spans.parent[row]!),
    durationMs: Float64Array.from(rows, (row) => spans.durationMs[row]!),
    timestamp: Float64Array.from(rows, (row) => spans.timestamp[row]!),
    failed: Uint8Array.from(rows, (row) => spans.failed[row]!),
    sourceRow: rows.map((row) => spans.sourceRow[row]!),
    kind: Uint8Array.from(rows, (row) => spans.kind[row]!),
    attributeOffsets: offsets,
    attributes,
  }
}
