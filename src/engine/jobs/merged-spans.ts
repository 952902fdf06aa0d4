import { PairTable } from '../../math/pair-table.ts'
import type { SpanColumns } from '../../model/span.ts'
import type { SentSpans } from '../../sources/otlp/trace-id.ts'

export interface MergedSpans {
  readonly columns: SpanColumns
  /** Which request each row came in. */
  readonly batchOf: Uint32Array
  /** The value of an attribute of a row; undefined where it has none. */
  attributeOf(row: number, key: string): string | undefined
}

/** Several requests of spans as one: names and traces are numbered together, span ids are not. */
export function mergeSpans(batches: readonly SentSpans[]): MergedSpans {
  const length = batches.reduce((sum, batch) => sum + batch.length, 0)
  const texts = new Map<string, number>()
  const traces = new TraceNumbers()
  const columns = {
    service: new Uint32Array(length),
    operation: new Uint32Array(length),
    trace: new Uint32Array(length),
    span: new Uint32Array(length),
    parent: new Uint32Array(length),
    durationMs: new Float64Array(length),
    timestamp: new Float64Array(length),
    failed: new Uint8Array(length),
  }
  const batchOf = new Uint32Array(length)
  const rowIn = new Uint32Array(length)
  let at = 0
  let spans = 0
  batches.forEach((batch, b) => {
    const text = (index: number) => numberOf(texts, batch.strings[index]!)
    let highest = 0
    for (let row = 0; row < batch.length; row++, at++) {
      columns.service[at] = text(batch.service[row]!)
      columns.operation[at] = text(batch.operation[row]!)
      columns.trace[at] = traces.numberOf(batch.traceIds, batch.trace[row]!)
      columns.span[at] = spans + batch.span[row]!
      columns.parent[at] = batch.parent[row] === 0 ? 0 : spans + batch.parent[row]!
      columns.durationMs[at] = batch.durationMs[row]!
      columns.timestamp[at] = batch.timestamp[row]!
      columns.failed[at] = batch.failed[row]!
      batchOf[at] = b
      rowIn[at] = row
      highest = Math.max(highest, batch.span[row]!, batch.parent[row]!)
    }
    spans += highest
  })
  return {
    columns: {
      ...columns,
      length,
      strings: [...texts.keys()],
      sourceRow: rowIn,
      traceIdOf: (row) => traces.textOf(columns.trace[row]!),
    },
    batchOf,
    attributeOf: (row, key) => attributeIn(batches[batchOf[row]!]!, rowIn[row]!, key),
  }
}

function attributeIn(batch: SentSpans, row: number, key: string): string | undefined {
  const { attributeOffsets, attributes, pairKey, pairValue, strings } = batch
  for (let i = attributeOffsets[row]!; i < attributeOffsets[row + 1]!; i++) {
    const pair = attributes[i]!
    if (strings[pairKey[pair]!] === key) return strings[pairValue[pair]!]
  }
  return undefined
}

function numberOf(texts: Map<string, number>, text: string): number {
  const known = texts.get(text)
  if (known !== undefined) return known
  texts.set(text, texts.size)
  return texts.size - 1
}

/** Numbers trace ids of 16 bytes, from 1: the two halves first, then the pair of both. */
class TraceNumbers {
  readonly #high = new PairTable()
  readonly #low = new PairTable()
  readonly #both = new PairTable()

  /** `trace` counts from 1 in the words; 0 is none. */
  numberOf(words: Int32Array, trace: number): number {
    if (trace === 0) return 0
    const at = trace * 4 - 4
    const high = this.#high.intern(words[at]! >>> 0, words[at + 1]! >>> 0)
    const low = this.#low.intern(words[at + 2]! >>> 0, words[at + 3]! >>> 0)
    return this.#both.intern(high, low) + 1
  }

  textOf(number: number): string {
    if (number === 0) return ''
    const [high, low] = [this.#both.firstOf(number - 1), this.#both.secondOf(number - 1)]
    return [
      this.#high.firstOf(high),
      this.#high.secondOf(high),
      this.#low.firstOf(low),
      this.#low.secondOf(low),
    ]
      .map((word) => word.toString(16).padStart(8, '0'))
      .join('')
  }
}
