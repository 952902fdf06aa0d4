import type { JsonCursor } from '../traces/json-cursor.ts'
import type { BoundedTexts } from './bounded-texts.ts'
import type { ByteDictionary } from './byte-dictionary.ts'
import { nextKey, openObject } from './json-object.ts'
import { fieldAt } from './json-fields.ts'
import * as fields from './json-fields.ts'
import { NONE_TEXT, textOfNested, type NestedValue } from './value-text.ts'

const WHOLE = /^-?\d{1,20}$/
/** Digits of a whole number that a double holds for certain. */
const SAFE_DIGITS = 15
/** No number that people write is longer; a longer text is not looked at. */
const LONGEST_NUMBER = 400

/** Reads the values of attributes in OTLP's JSON as numbers of texts. A value of a wrong kind is none. */
export class JsonValue {
  readonly #cursor: JsonCursor
  readonly #words: ByteDictionary
  readonly #nestedBytes: number

  constructor(cursor: JsonCursor, words: ByteDictionary, nestedBytes: number) {
    this.#cursor = cursor
    this.#words = words
    this.#nestedBytes = nestedBytes
  }

  /** The number of the text of the value at the cursor, which is passed; NONE_TEXT for none. */
  read(texts: BoundedTexts): number {
    const cursor = this.#cursor
    let text = NONE_TEXT
    for (let more = openObject(cursor); more; more = nextKey(cursor)) {
      const field = fieldAt(cursor, this.#words)
      const kind = cursor.kind()
      if (field === fields.STRING_VALUE && kind === 'string') {
        cursor.string()
        text = internString(texts, cursor)
      } else if (field === fields.INT_VALUE) text = this.#int(kind === 'string', texts)
      else if (field === fields.DOUBLE_VALUE) text = this.#double(kind === 'string', texts)
      else if (field === fields.BOOL_VALUE && kind === 'boolean') {
        text = texts.internText(cursor.bytes[cursor.at] === 116 ? 'true' : 'false')
        cursor.skip()
      } else if (field === fields.BYTES_VALUE && kind === 'string')
        text = this.#nested(field, texts)
      else if (field === fields.ARRAY_VALUE || field === fields.KVLIST_VALUE)
        text = this.#nested(field, texts)
      else cursor.skip()
    }
    return text
  }

  #int(isText: boolean, texts: BoundedTexts): number {
    const cursor = this.#cursor
    const from = cursor.at
    if (!isText) {
      if (cursor.kind() !== 'number') return this.#none()
      const value = cursor.number()
      if (Number.isSafeInteger(value)) return texts.internNumber(value)
      return internWhole(texts, cursor.bytes.toString('latin1', from, cursor.at))
    }
    cursor.string()
    const small = digitsAt(cursor)
    return small >= 0 ? texts.internNumber(small) : internWhole(texts, shortText(cursor))
  }

  #double(isText: boolean, texts: BoundedTexts): number {
    const cursor = this.#cursor
    if (!isText) {
      return cursor.kind() === 'number' ? texts.internNumber(cursor.number()) : this.#none()
    }
    cursor.string()
    const text = shortText(cursor).trim()
    const value = Number(text)
    if (text === '' || (Number.isNaN(value) && text !== 'NaN')) return NONE_TEXT
    return texts.internNumber(value)
  }

  #none(): number {
    this.#cursor.skip()
    return NONE_TEXT
  }

  #nested(field: number, texts: BoundedTexts): number {
    const cursor = this.#cursor
    const from = cursor.at
    cursor.skip()
    if (cursor.at - from > this.#nestedBytes) return NONE_TEXT
    const value: unknown = JSON.parse(cursor.bytes.toString('utf8', from, cursor.at))
    const nested = nestedOf({ [fields.FIELDS[field]!]: value })
    return nested === null ? NONE_TEXT : texts.internText(textOfNested(nested))
  }
}

/** The number of the string just read. */
export function internString(texts: BoundedTexts, cursor: JsonCursor): number {
  return cursor.escaped ? texts.internText(cursor.text()) : texts.intern(cursor.start, cursor.end)
}

/** The whole number in the string just read; -1 when it is not a few plain digits. */
function digitsAt({ bytes, start, end }: JsonCursor): number {
  if (end - start > SAFE_DIGITS || end === start) return -1
  let value = 0
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - 48
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}

function shortText(cursor: JsonCursor): string {
  return cursor.end - cursor.start > LONGEST_NUMBER ? '' : cursor.text()
}

function internWhole(texts: BoundedTexts, text: string): number {
  const whole = wholeText(text)
  return whole === undefined ? NONE_TEXT : texts.internText(whole)
}

/** A signed number of 64 bits in its shortest digits; undefined for what is none. */
function wholeText(text: string): string | undefined {
  if (!WHOLE.test(text)) return undefined
  const value = BigInt(text)
  return BigInt.asIntN(64, value) === value ? String(value) : undefined
}

/** The value that a parsed AnyValue stands for; null for none and for what is of a wrong kind. */
function nestedOf(any: unknown): NestedValue {
  let found: NestedValue = null
  for (const [field, value] of Object.entries(any ?? {}) as [string, unknown][]) {
    if (field === 'stringValue' && typeof value === 'string') found = value.toWellFormed()
    else if (field === 'boolValue' && typeof value === 'boolean') found = value
    else if (field === 'intValue') found = wholeText(String(value)) ?? null
    else if (field === 'doubleValue') found = doubleOf(value)
    else if (field === 'bytesValue' && typeof value === 'string')
      found = Buffer.from(value, 'base64').toString('base64')
    else if (field === 'arrayValue') found = valuesOf(value).map(nestedOf)
    else if (field === 'kvlistValue') found = Object.fromEntries(valuesOf(value).map(entryOf))
  }
  return found
}

function valuesOf(list: unknown): unknown[] {
  const { values } = (list ?? {}) as { values?: unknown }
  return Array.isArray(values) ? values : []
}

function entryOf(entry: unknown): [string, NestedValue] {
  const { key, value } = (entry ?? {}) as { key?: unknown; value?: unknown }
  return [typeof key === 'string' ? key.toWellFormed() : '', nestedOf(value)]
}

function doubleOf(value: unknown): NestedValue {
  const text = String(value).trim()
  const number = Number(text)
  return text === '' || (Number.isNaN(number) && text !== 'NaN') ? null : number
}
