import type { SpanColumns } from '../../model/span.ts'
import type { ByteTable } from './byte-table.ts'

/** One row while it is read; one such object is used for all rows. */
export interface RowFields {
  service: number
  operation: number
  trace: number
  span: number
  parent: number
  durationMs: number
  timestamp: number
  failed: number
}

/** The growing columns of the rows read so far: 34 bytes a row, 8 more when there are span ids. */
export class SpanColumnsBuilder {
  length = 0
  #service: Uint32Array
  #operation: Uint32Array
  #trace: Uint32Array
  #sourceRow: Uint32Array
  #durationMs: Float64Array
  #timestamp: Float64Array
  #failed: Uint8Array
  #span = new Uint32Array(0)
  #parent = new Uint32Array(0)

  constructor(room: number) {
    this.#service = new Uint32Array(room)
    this.#operation = new Uint32Array(room)
    this.#trace = new Uint32Array(room)
    this.#sourceRow = new Uint32Array(room)
    this.#durationMs = new Float64Array(room)
    this.#timestamp = new Float64Array(room)
    this.#failed = new Uint8Array(room)
  }

  add(row: RowFields, sourceRow: number): void {
    const at = this.length++
    if (at === this.#service.length) this.#resize(at * 2)
    this.#service[at] = row.service
    this.#operation[at] = row.operation
    this.#trace[at] = row.trace
    this.#sourceRow[at] = sourceRow
    this.#durationMs[at] = row.durationMs
    this.#timestamp[at] = row.timestamp
    this.#failed[at] = row.failed
    if ((row.span | row.parent) !== 0 && this.#span.length === 0) this.#openIds()
    if (this.#span.length > 0) {
      this.#span[at] = row.span
      this.#parent[at] = row.parent
    }
  }

  /** The columns of the rows added, and the texts that they name. */
  finish(names: readonly string[], traces: Pick<ByteTable, 'text'>): SpanColumns {
    const { length } = this
    const trace = this.#trace.subarray(0, length)
    return {
      length,
      strings: names,
      service: this.#service.subarray(0, length),
      operation: this.#operation.subarray(0, length),
      trace,
      span: this.#span.subarray(0, length),
      parent: this.#parent.subarray(0, length),
      durationMs: this.#durationMs.subarray(0, length),
      timestamp: this.#timestamp.subarray(0, length),
      failed: this.#failed.subarray(0, length),
      sourceRow: this.#sourceRow.subarray(0, length),
      traceIdOf: (row) => (trace[row] === 0 ? '' : traces.text(trace[row]! - 1)),
    }
  }

  #openIds(): void {
    this.#span = new Uint32Array(this.#service.length)
    this.#parent = new Uint32Array(this.#service.length)
  }

  #resize(room: number): void {
    this.#service = resized(this.#service, new Uint32Array(room))
    this.#operation = resized(this.#operation, new Uint32Array(room))
    this.#trace = resized(this.#trace, new Uint32Array(room))
    this.#sourceRow = resized(this.#sourceRow, new Uint32Array(room))
    this.#durationMs = resized(this.#durationMs, new Float64Array(room))
    this.#timestamp = resized(this.#timestamp, new Float64Array(room))
    this.#failed = resized(this.#failed, new Uint8Array(room))
    if (this.#span.length === 0) return
    this.#span = resized(this.#span, new Uint32Array(room))
    this.#parent = resized(this.#parent, new Uint32Array(room))
  }
}

function resized<T extends Uint32Array | Float64Array | Uint8Array>(column: T, wider: T): T {
  wider.set(column)
  return wider
}
