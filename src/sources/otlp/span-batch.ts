import { errors } from '../../errors.ts'
import type { ReceivedSpans, RejectedRow } from '../../model/span.ts'
import { SpanColumnsBuilder, type RowFields } from '../traces/span-columns.ts'
import { AttributeTable } from './attribute-table.ts'
import { BoundedTexts } from './bounded-texts.ts'
import { IdTable } from './id-table.ts'
import type { OtlpLimits } from './otlp-limits.ts'
import * as faults from './span-fault.ts'
import type { SpanFault } from './span-fault.ts'
import { withTraceIds } from './trace-id.ts'
import { UnixNanos } from './unix-nanos.ts'

const UNKNOWN = 'unknown'
const LISTED_REJECTIONS = 100
const MOST_KIND = 5
const ERROR = 2
/** The parent of a span whose parent id is broken. */
export const BROKEN_PARENT = -1

export interface SpanBatchOptions {
  readonly body: DataView
  /** Keys of the attributes that are kept. */
  readonly kept: readonly string[]
  readonly limits: OtlpLimits
}

/**
 * The spans of one request while it is read, whatever its encoding: the readers set `trace`, `span`
 * and the other fields of one span after the other.
 */
export class SpanBatch {
  /** Spans that came, the rejected ones among them. */
  received = 0
  readonly names: BoundedTexts
  readonly attributes: AttributeTable
  readonly traces: IdTable
  readonly spans: IdTable
  readonly start = new UnixNanos()
  readonly end = new UnixNanos()
  /** Numbers of the ids, 0 for none. */
  trace = 0
  span = 0
  parent = 0
  /** Numbers of names, -1 for none. */
  service = -1
  operation = -1
  kind = 0
  status = 0
  readonly #limits: OtlpLimits
  readonly #columns: SpanColumnsBuilder
  #kind: Uint8Array
  readonly #rejected: RejectedRow[] = []
  readonly #faults = new Map<SpanFault, number>()
  readonly #row: RowFields = {
    service: 0,
    operation: 0,
    trace: 0,
    span: 0,
    parent: 0,
    durationMs: 0.5,
    timestamp: 0.5,
    failed: 0,
  }

  constructor({ body, kept, limits }: SpanBatchOptions) {
    // Spans have about 300 bytes in protobuf; the columns grow when they are shorter.
    const room = 64 + Math.floor(body.byteLength / 256)
    const bounds = { distinct: limits.distinctTexts, bytes: limits.textBytes }
    this.names = new BoundedTexts(body, { ...bounds, empty: UNKNOWN })
    this.attributes = new AttributeTable(body, kept, { bounds, room })
    this.traces = new IdTable()
    this.spans = new IdTable(room)
    this.#limits = limits
    this.#columns = new SpanColumnsBuilder(room)
    this.#kind = new Uint8Array(room)
  }

  startResource(): void {
    this.service = -1
    this.attributes.startResource()
  }

  startSpan(): void {
    this.trace = 0
    this.span = 0
    this.parent = 0
    this.operation = -1
    this.kind = 0
    this.status = 0
    this.start.clear()
    this.end.clear()
    this.attributes.startSpan()
  }

  /** Takes the span that was read, or rejects it. */
  endSpan(): void {
    const index = this.received++
    if (index >= this.#limits.spans)
      throw errors.inputTooLarge('the number of spans', this.#limits.spans)
    const fault = this.#faultOf()
    if (fault === undefined) this.#add(index)
    else this.#reject(index, fault)
  }

  finish(): OtlpBatch {
    const strings = this.names.texts()
    const attributes = this.attributes.finish(strings)
    const columns = this.#columns.finish(strings, { text: () => '' })
    const traceIds = this.traces.words()
    const kind = this.#kind.slice(0, columns.length)
    const { names } = this
    const { values, dropped } = this.attributes
    return {
      spans: withTraceIds({ ...columns, ...attributes, kind, traceIds }),
      rejected: { count: this.received - columns.length, rows: this.#rejected },
      faults: Array.from(this.#faults, ([fault, count]) => ({ ...fault, count })),
      droppedAttributes: dropped,
      warnings: warningsOf(
        { cut: names.cut + values.cut, overflowed: names.overflowed + values.overflowed },
        this.#limits,
      ),
    }
  }

  #faultOf(): SpanFault | undefined {
    if (this.trace === 0) return faults.NO_TRACE_ID
    if (this.span === 0) return faults.NO_SPAN_ID
    if (this.parent === BROKEN_PARENT) return faults.BAD_PARENT_ID
    const { start, end } = this
    if (start.seconds === 0 && start.nanos === 0) return faults.NO_START
    const early = end.seconds - start.seconds || end.nanos - start.nanos
    return early < 0 ? faults.ENDS_EARLY : undefined
  }

  #add(index: number): void {
    const row = this.#row
    const { start, end } = this
    row.service = this.service < 0 ? this.names.none() : this.service
    row.operation = this.operation < 0 ? this.names.none() : this.operation
    row.trace = this.trace
    row.span = this.span
    row.parent = this.parent
    row.durationMs = ((end.seconds - start.seconds) * 1e9 + (end.nanos - start.nanos)) / 1e6
    row.timestamp = start.seconds + start.nanos / 1e9
    row.failed = this.status === ERROR ? 1 : 0
    const at = this.#columns.length
    this.#columns.add(row, index)
    if (at === this.#kind.length) this.#kind = widened(this.#kind)
    this.#kind[at] = this.kind >= 0 && this.kind <= MOST_KIND ? this.kind : 0
    this.attributes.add()
  }

  #reject(index: number, fault: SpanFault): void {
    this.#faults.set(fault, (this.#faults.get(fault) ?? 0) + 1)
    if (this.#rejected.length < LISTED_REJECTIONS)
      this.#rejected.push({ index, reason: fault.message })
  }
}

/** What was in a request. */
export interface OtlpBatch {
  readonly spans: ReceivedSpans
  readonly rejected: { readonly count: number; readonly rows: readonly RejectedRow[] }
  /** The rejected spans by what was wrong with them. */
  readonly faults: readonly (SpanFault & { readonly count: number })[]
  /** Attributes that came and are not among those kept. */
  readonly droppedAttributes: number
  /** Limits that were reached. */
  readonly warnings: readonly string[]
}

function warningsOf(
  { cut, overflowed }: { cut: number; overflowed: number },
  { textBytes, distinctTexts }: OtlpLimits,
): string[] {
  const warnings: string[] = []
  if (cut > 0) warnings.push(`${cut} texts were cut to ${textBytes} bytes`)
  if (overflowed > 0)
    warnings.push(
      `more than ${distinctTexts} different texts; ${overflowed} further ones were counted as __other__`,
    )
  return warnings
}

function widened(column: Uint8Array): Uint8Array {
  const wider = new Uint8Array(column.length * 2)
  wider.set(column)
  return wider
}
