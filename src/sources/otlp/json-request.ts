import { JsonCursor, OPEN_OBJECT } from '../traces/json-cursor.ts'
import type { AttributeKeys } from './attribute-keys.ts'
import type { BoundedTexts } from './bounded-texts.ts'
import { ByteDictionary } from './byte-dictionary.ts'
import * as fields from './json-fields.ts'
import { fieldAt, FIELDS, wordAt } from './json-fields.ts'
import { nextItem, nextKey, openList, openObject } from './json-object.ts'
import { KINDS, readEnum, readHexId, readTime, STATUS_CODES } from './json-span-fields.ts'
import { internString, JsonValue } from './json-value.ts'
import type { OtlpLimits } from './otlp-limits.ts'
import { BROKEN_PARENT, type SpanBatch } from './span-batch.ts'
import { NONE_TEXT } from './value-text.ts'

type Owner = 'resource' | 'span' | 'event'

/**
 * Reads an ExportTraceServiceRequest in OTLP's JSON into a batch: ids in hexadecimal, numbers of 64
 * bits as text or number, enumerations by name or number. Keys that are not read are passed, and
 * checked to be JSON.
 */
export class JsonRequest {
  readonly #cursor: JsonCursor
  readonly #batch: SpanBatch
  readonly #keys: AttributeKeys
  readonly #words: ByteDictionary
  readonly #kinds: ByteDictionary
  readonly #codes: ByteDictionary
  readonly #value: JsonValue
  readonly #traceId = new Int32Array(4)
  readonly #spanId = new Int32Array(2)
  /** The slot of the attribute just read. */
  #slot = -1

  constructor(
    cursor: JsonCursor,
    { batch, keys, limits }: { batch: SpanBatch; keys: AttributeKeys; limits: OtlpLimits },
  ) {
    this.#cursor = cursor
    this.#batch = batch
    this.#keys = keys
    this.#words = new ByteDictionary(cursor.view, FIELDS)
    this.#kinds = new ByteDictionary(cursor.view, KINDS)
    this.#codes = new ByteDictionary(cursor.view, STATUS_CODES)
    this.#value = new JsonValue(cursor, this.#words, limits.nestedBytes)
  }

  read(): void {
    const cursor = this.#cursor
    if (cursor.space() !== OPEN_OBJECT) cursor.fail('an object {"resourceSpans": […]}')
    for (let more = openObject(cursor); more; more = nextKey(cursor)) {
      if (fieldAt(cursor, this.#words) !== fields.RESOURCE_SPANS) cursor.skip()
      else this.#each(() => this.#resourceSpans())
    }
    if (cursor.space() !== -1) cursor.fail('nothing after the end of the object')
  }

  /** Runs `read` at every item of the list at the cursor. */
  #each(read: () => void): void {
    const cursor = this.#cursor
    for (let more = openList(cursor); more; more = nextItem(cursor)) read()
  }

  #resourceSpans(): void {
    const cursor = this.#cursor
    this.#batch.startResource()
    let scopesAt = -1
    let isKnown = false
    for (let more = openObject(cursor); more; more = nextKey(cursor)) {
      const field = fieldAt(cursor, this.#words)
      if (field === fields.RESOURCE) {
        this.#resource()
        isKnown = true
      } else if (field !== fields.SCOPE_SPANS) cursor.skip()
      else if (isKnown) this.#scopes()
      else {
        // The resource may stand behind the spans that are its own.
        scopesAt = cursor.at
        cursor.skip()
      }
    }
    if (scopesAt < 0) return
    const end = cursor.at
    cursor.at = scopesAt
    this.#scopes()
    cursor.at = end
  }

  #resource(): void {
    const cursor = this.#cursor
    for (let more = openObject(cursor); more; more = nextKey(cursor)) {
      if (fieldAt(cursor, this.#words) !== fields.ATTRIBUTES) cursor.skip()
      else this.#each(() => this.#resourceAttribute())
    }
  }

  #resourceAttribute(): void {
    const text = this.#attribute('resource')
    if (text === NONE_TEXT) return
    if (this.#slot === this.#keys.serviceName) this.#batch.service = text
    else this.#batch.attributes.setOfResource(this.#slot, text)
  }

  #scopes(): void {
    this.#each(() => this.#scopeSpans())
  }

  #scopeSpans(): void {
    const cursor = this.#cursor
    for (let more = openObject(cursor); more; more = nextKey(cursor)) {
      if (fieldAt(cursor, this.#words) !== fields.SPANS) cursor.skip()
      else this.#each(() => this.#span())
    }
  }

  #span(): void {
    const cursor = this.#cursor
    const batch = this.#batch
    batch.startSpan()
    let exception = NONE_TEXT
    for (let more = openObject(cursor); more; more = nextKey(cursor)) {
      const field = fieldAt(cursor, this.#words)
      if (field === fields.ATTRIBUTES) this.#spanAttributes()
      else if (field === fields.START) readTime(cursor, batch.start)
      else if (field === fields.END) readTime(cursor, batch.end)
      else if (field === fields.TRACE_ID) batch.trace = this.#readTraceId()
      else if (field === fields.SPAN_ID) batch.span = this.#readSpanId(0)
      else if (field === fields.PARENT_SPAN_ID) batch.parent = this.#readSpanId(BROKEN_PARENT)
      else if (field === fields.NAME) batch.operation = this.#text(batch.names)
      else if (field === fields.KIND) batch.kind = readEnum(cursor, this.#kinds)
      else if (field === fields.STATUS) this.#status()
      else if (field === fields.EVENTS) {
        const text = this.#events()
        if (text !== NONE_TEXT) exception = text
      } else cursor.skip()
    }
    // Of several exceptions the last one counts: it is the one that left the span.
    if (exception !== NONE_TEXT) batch.attributes.setOfSpan(this.#keys.exceptionType, exception)
    batch.endSpan()
  }

  #spanAttributes(): void {
    const cursor = this.#cursor
    const { attributes } = this.#batch
    for (let more = openList(cursor); more; more = nextItem(cursor)) {
      const text = this.#attribute('span')
      if (text !== NONE_TEXT) attributes.setOfSpan(this.#slot, text)
    }
  }

  #events(): number {
    let exception = NONE_TEXT
    this.#each(() => {
      const cursor = this.#cursor
      for (let more = openObject(cursor); more; more = nextKey(cursor)) {
        if (fieldAt(cursor, this.#words) !== fields.ATTRIBUTES) cursor.skip()
        else
          this.#each(() => {
            const text = this.#attribute('event')
            if (text !== NONE_TEXT) exception = text
          })
      }
    })
    return exception
  }

  #status(): void {
    const cursor = this.#cursor
    for (let more = openObject(cursor); more; more = nextKey(cursor)) {
      if (fieldAt(cursor, this.#words) !== fields.CODE) cursor.skip()
      else this.#batch.status = readEnum(cursor, this.#codes)
    }
  }

  #readTraceId(): number {
    const id = this.#traceId
    if (!readHexId(this.#cursor, id)) return 0
    return this.#batch.traces.intern(id[0]!, id[1]!, id[2]!, id[3]!)
  }

  #readSpanId(broken: number): number {
    const id = this.#spanId
    return readHexId(this.#cursor, id) ? this.#batch.spans.intern(0, 0, id[0]!, id[1]!) : broken
  }

  /** The number of the text at the cursor, NONE_TEXT when there stands something else. */
  #text(texts: BoundedTexts): number {
    const cursor = this.#cursor
    if (cursor.kind() !== 'string') {
      cursor.skip()
      return NONE_TEXT
    }
    cursor.string()
    return internString(texts, cursor)
  }

  /** Reads a key and its value into `#slot` and the answer: NONE_TEXT when they are not kept. */
  #attribute(owner: Owner): number {
    const cursor = this.#cursor
    let texts: BoundedTexts | undefined
    let text = NONE_TEXT
    let valueAt = -1
    let isKeyRead = false
    for (let more = openObject(cursor); more; more = nextKey(cursor)) {
      const field = fieldAt(cursor, this.#words)
      if (field === fields.KEY) {
        texts = this.#textsFor(owner)
        isKeyRead = true
      } else if (field !== fields.VALUE) cursor.skip()
      else if (texts !== undefined) text = this.#value.read(texts)
      else {
        if (!isKeyRead) valueAt = cursor.at
        cursor.skip()
      }
    }
    if (texts === undefined) {
      if (owner !== 'event') this.#batch.attributes.dropped++
      return NONE_TEXT
    }
    // The value may stand before its key.
    if (valueAt < 0) return text
    const end = cursor.at
    cursor.at = valueAt
    text = this.#value.read(texts)
    cursor.at = end
    return text
  }

  /** Reads the key at the cursor; answers where its values are kept, undefined when nowhere. */
  #textsFor(owner: Owner): BoundedTexts | undefined {
    const cursor = this.#cursor
    this.#slot = -1
    if (cursor.kind() !== 'string') {
      cursor.skip()
      return undefined
    }
    cursor.string()
    const slot = wordAt(cursor, this.#keys.words)
    const { serviceName, exceptionType } = this.#keys
    this.#slot = slot
    if (slot < 0 || (owner === 'event' && slot !== exceptionType)) return undefined
    const { names, attributes } = this.#batch
    if (slot !== serviceName) return attributes.values
    return owner === 'resource' ? names : undefined
  }
}
