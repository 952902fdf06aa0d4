import type { OtlpLimits } from './otlp-limits.ts'
import type { BoundedTexts } from './bounded-texts.ts'
import { NONE_TEXT, textOfInt64, textOfNested, type NestedValue } from './value-text.ts'
import type { ProtobufCursor } from './protobuf-cursor.ts'

/** Fields of AnyValue and KeyValue: the number times 8, plus the wire type. */
const STRING = 10
const BOOL = 16
const INT = 24
const DOUBLE = 33
const LIST = 42
const MAP = 50
const BYTES = 58
const VALUES = 10
const KEY = 10
const VALUE = 18

type ValueLimits = Pick<OtlpLimits, 'nesting' | 'nestedBytes'>

/** Reads the values of attributes (opentelemetry.proto.common.v1.AnyValue) as numbers of texts. */
export class ProtobufValue {
  readonly #cursor: ProtobufCursor
  readonly #limits: ValueLimits

  constructor(cursor: ProtobufCursor, limits: ValueLimits) {
    this.#cursor = cursor
    this.#limits = limits
  }

  /** The number of the text of the value from the cursor to `end`; NONE_TEXT when it has none. */
  read(texts: BoundedTexts, end: number): number {
    const cursor = this.#cursor
    let text = NONE_TEXT
    while (cursor.at < end) {
      const tag = cursor.tag(end)
      if (tag === STRING) {
        const stop = cursor.endOf(end)
        text = texts.intern(cursor.at, stop)
        cursor.at = stop
      } else if (tag === INT) {
        cursor.varint(end)
        text = internInt64(texts, cursor)
      } else if (tag === LIST || tag === MAP || tag === BYTES) text = this.#nested(tag, texts, end)
      else if (tag === BOOL) text = texts.internText(String(cursor.varint(end) !== 0))
      else if (tag === DOUBLE) {
        text = texts.internNumber(cursor.view.getFloat64(cursor.eightBytes(end), true))
      } else cursor.skip(tag, end)
    }
    return text
  }

  #nested(tag: number, texts: BoundedTexts, end: number): number {
    const cursor = this.#cursor
    const stop = cursor.endOf(end)
    if (stop - cursor.at > this.#limits.nestedBytes) {
      cursor.at = stop
      return NONE_TEXT
    }
    return texts.internText(textOfNested(this.#content(tag, stop, 1)))
  }

  #content(tag: number, end: number, depth: number): NestedValue {
    const cursor = this.#cursor
    if (depth > this.#limits.nesting)
      cursor.fail(`at most ${this.#limits.nesting} levels of nesting`)
    if (tag === LIST) return this.#list(end, depth)
    if (tag === MAP) return this.#map(end, depth)
    const from = cursor.at
    cursor.at = end
    return cursor.bytes.toString(tag === BYTES ? 'base64' : 'utf8', from, end)
  }

  #list(end: number, depth: number): NestedValue[] {
    const cursor = this.#cursor
    const items: NestedValue[] = []
    while (cursor.at < end) {
      const tag = cursor.tag(end)
      if (tag === VALUES) items.push(this.#any(cursor.endOf(end), depth))
      else cursor.skip(tag, end)
    }
    return items
  }

  #map(end: number, depth: number): NestedValue {
    const cursor = this.#cursor
    const entries: [string, NestedValue][] = []
    while (cursor.at < end) {
      const tag = cursor.tag(end)
      if (tag === VALUES) entries.push(this.#entry(cursor.endOf(end), depth))
      else cursor.skip(tag, end)
    }
    return Object.fromEntries(entries)
  }

  #entry(end: number, depth: number): [string, NestedValue] {
    const cursor = this.#cursor
    let key = ''
    let value: NestedValue = null
    while (cursor.at < end) {
      const tag = cursor.tag(end)
      if (tag === KEY) key = this.#content(tag, cursor.endOf(end), depth) as string
      else if (tag === VALUE) value = this.#any(cursor.endOf(end), depth)
      else cursor.skip(tag, end)
    }
    return [key, value]
  }

  #any(end: number, depth: number): NestedValue {
    const cursor = this.#cursor
    let value: NestedValue = null
    while (cursor.at < end) {
      const tag = cursor.tag(end)
      if (tag === STRING || tag === LIST || tag === MAP || tag === BYTES)
        value = this.#content(tag, cursor.endOf(end), depth + 1)
      else if (tag === BOOL) value = cursor.varint(end) !== 0
      else if (tag === INT) {
        cursor.varint(end)
        value = textOfInt64(cursor.high, cursor.low)
      } else if (tag === DOUBLE) value = cursor.view.getFloat64(cursor.eightBytes(end), true)
      else cursor.skip(tag, end)
    }
    return value
  }
}

function internInt64(texts: BoundedTexts, { high, low }: ProtobufCursor): number {
  return high === low >> 31 ? texts.internNumber(low) : texts.internText(textOfInt64(high, low))
}
