import type { AttributeKeys } from './attribute-keys.ts'
import type { BoundedTexts } from './bounded-texts.ts'
import type { OtlpLimits } from './otlp-limits.ts'
import type { ProtobufCursor } from './protobuf-cursor.ts'
import { ProtobufValue } from './protobuf-value.ts'
import { BROKEN_PARENT, type SpanBatch } from './span-batch.ts'
import type { UnixNanos } from './unix-nanos.ts'
import { NONE_TEXT } from './value-text.ts'

/** Fields (number times 8, plus wire type) of opentelemetry.proto.trace.v1 that are read. */
const REQUEST = { resourceSpans: 10 } as const
const RESOURCE_SPANS = { resource: 10, scopeSpans: 18 } as const
const RESOURCE = { attributes: 10 } as const
const SCOPE_SPANS = { spans: 18 } as const
const SPAN = {
  traceId: 10,
  spanId: 18,
  parentSpanId: 34,
  name: 42,
  kind: 48,
  start: 57,
  end: 65,
  attributes: 74,
  events: 90,
  status: 122,
} as const
const STATUS = { code: 24 } as const
const EVENT = { attributes: 26 } as const
const KEY_VALUE = { key: 10, value: 18 } as const
const TRACE_ID_BYTES = 16
const SPAN_ID_BYTES = 8

/**
 * Reads an ExportTraceServiceRequest in protobuf into a batch: only the fields above, everything
 * else is passed by its length. A field of another wire type is unknown and passed too. The depth is
 * that of the messages; it cannot be made deeper from outside.
 */
export class ProtobufRequest {
  readonly #cursor: ProtobufCursor
  readonly #batch: SpanBatch
  readonly #keys: AttributeKeys
  readonly #value: ProtobufValue
  /** Where the value of the attribute just read stands; the start is -1 when it has none. */
  #valueStart = -1
  #valueEnd = 0

  constructor(
    cursor: ProtobufCursor,
    { batch, keys, limits }: { batch: SpanBatch; keys: AttributeKeys; limits: OtlpLimits },
  ) {
    this.#cursor = cursor
    this.#batch = batch
    this.#keys = keys
    this.#value = new ProtobufValue(cursor, limits)
  }

  read(): void {
    const cursor = this.#cursor
    const end = cursor.bytes.length
    while (cursor.at < end) {
      const tag = cursor.tag(end)
      if (tag === REQUEST.resourceSpans) this.#resourceSpans(cursor.endOf(end))
      else cursor.skip(tag, end)
    }
  }

  /** The resource may stand behind the spans that are its own, so it is looked for first. */
  #resourceSpans(end: number): void {
    const cursor = this.#cursor
    const from = cursor.at
    this.#batch.startResource()
    while (cursor.at < end) {
      const tag = cursor.tag(end)
      if (tag === RESOURCE_SPANS.resource) this.#resource(cursor.endOf(end))
      else cursor.skip(tag, end)
    }
    cursor.at = from
    while (cursor.at < end) {
      const tag = cursor.tag(end)
      if (tag === RESOURCE_SPANS.scopeSpans) this.#scopeSpans(cursor.endOf(end))
      else cursor.skip(tag, end)
    }
  }

  #resource(end: number): void {
    const cursor = this.#cursor
    const { attributes, names } = this.#batch
    while (cursor.at < end) {
      const tag = cursor.tag(end)
      if (tag !== RESOURCE.attributes) {
        cursor.skip(tag, end)
        continue
      }
      const stop = cursor.endOf(end)
      const slot = this.#slotOf(stop)
      if (slot === this.#keys.serviceName) this.#batch.service = this.#valueText(names)
      else if (slot < 0) attributes.dropped++
      else {
        const text = this.#valueText(attributes.values)
        if (text !== NONE_TEXT) attributes.setOfResource(slot, text)
      }
      cursor.at = stop
    }
  }

  #scopeSpans(end: number): void {
    const cursor = this.#cursor
    while (cursor.at < end) {
      const tag = cursor.tag(end)
      if (tag === SCOPE_SPANS.spans) this.#span(cursor.endOf(end))
      else cursor.skip(tag, end)
    }
  }

  #span(end: number): void {
    const cursor = this.#cursor
    const batch = this.#batch
    batch.startSpan()
    let exception = NONE_TEXT
    while (cursor.at < end) {
      const tag = cursor.tag(end)
      if (tag === SPAN.attributes) this.#attribute(cursor.endOf(end))
      else if (tag === SPAN.traceId) batch.trace = this.#traceId(cursor.endOf(end))
      else if (tag === SPAN.spanId) batch.span = this.#spanId(cursor.endOf(end), 0)
      else if (tag === SPAN.parentSpanId) {
        batch.parent = this.#spanId(cursor.endOf(end), BROKEN_PARENT)
      } else if (tag === SPAN.name) {
        const stop = cursor.endOf(end)
        batch.operation = batch.names.intern(cursor.at, stop)
        cursor.at = stop
      } else if (tag === SPAN.kind) batch.kind = cursor.varint(end)
      else if (tag === SPAN.start) this.#time(batch.start, end)
      else if (tag === SPAN.end) this.#time(batch.end, end)
      else if (tag === SPAN.status) this.#status(cursor.endOf(end))
      else if (tag === SPAN.events) {
        const text = this.#event(cursor.endOf(end))
        if (text !== NONE_TEXT) exception = text
      } else cursor.skip(tag, end)
    }
    // Of several exceptions the last one counts: it is the one that left the span.
    if (exception !== NONE_TEXT) batch.attributes.setOfSpan(this.#keys.exceptionType, exception)
    batch.endSpan()
  }

  #traceId(end: number): number {
    const { view, at } = this.#cursor
    this.#cursor.at = end
    if (end - at !== TRACE_ID_BYTES) return 0
    return this.#batch.traces.intern(
      view.getInt32(at),
      view.getInt32(at + 4),
      view.getInt32(at + 8),
      view.getInt32(at + 12),
    )
  }

  /** The number of the span id up to `end`, 0 when there is none, `broken` when it has a wrong length. */
  #spanId(end: number, broken: number): number {
    const { view, at } = this.#cursor
    this.#cursor.at = end
    if (end === at) return 0
    if (end - at !== SPAN_ID_BYTES) return broken
    return this.#batch.spans.intern(0, 0, view.getInt32(at), view.getInt32(at + 4))
  }

  #time(time: UnixNanos, end: number): void {
    const { view } = this.#cursor
    const at = this.#cursor.eightBytes(end)
    time.setWords(view.getUint32(at + 4, true), view.getUint32(at, true))
  }

  #status(end: number): void {
    const cursor = this.#cursor
    while (cursor.at < end) {
      const tag = cursor.tag(end)
      if (tag === STATUS.code) this.#batch.status = cursor.varint(end)
      else cursor.skip(tag, end)
    }
  }

  #attribute(end: number): void {
    const { attributes } = this.#batch
    const slot = this.#slotOf(end)
    if (slot < 0 || slot === this.#keys.serviceName) attributes.dropped++
    else {
      const text = this.#valueText(attributes.values)
      if (text !== NONE_TEXT) attributes.setOfSpan(slot, text)
    }
    this.#cursor.at = end
  }

  /** The exception's type that an event tells, as number of its text. */
  #event(end: number): number {
    const cursor = this.#cursor
    const { values } = this.#batch.attributes
    let text = NONE_TEXT
    while (cursor.at < end) {
      const tag = cursor.tag(end)
      if (tag !== EVENT.attributes) {
        cursor.skip(tag, end)
        continue
      }
      const stop = cursor.endOf(end)
      const slot = this.#slotOf(stop)
      if (slot >= 0 && slot === this.#keys.exceptionType) {
        const found = this.#valueText(values)
        if (found !== NONE_TEXT) text = found
      }
      cursor.at = stop
    }
    return text
  }

  /** Reads a KeyValue up to `end`: finds its value, answers the slot of its key, -1 when not kept. */
  #slotOf(end: number): number {
    const cursor = this.#cursor
    let slot = -1
    this.#valueStart = -1
    while (cursor.at < end) {
      const tag = cursor.tag(end)
      if (tag === KEY_VALUE.key) {
        const stop = cursor.endOf(end)
        slot = this.#keys.words.numberAt(cursor.at, stop)
        cursor.at = stop
      } else if (tag === KEY_VALUE.value) {
        this.#valueEnd = cursor.endOf(end)
        this.#valueStart = cursor.at
        cursor.at = this.#valueEnd
      } else cursor.skip(tag, end)
    }
    return slot
  }

  /** The text of the value that was found. */
  #valueText(texts: BoundedTexts): number {
    if (this.#valueStart < 0) return NONE_TEXT
    this.#cursor.at = this.#valueStart
    return this.#value.read(texts, this.#valueEnd)
  }
}
