import type { JsonCursor } from '../traces/json-cursor.ts'
import type { ByteDictionary } from './byte-dictionary.ts'

/** Keys of OTLP's JSON that are read, numbered by their place; all others are passed. */
export const FIELDS: readonly string[] = [
  'resourceSpans',
  'resource',
  'scopeSpans',
  'spans',
  'attributes',
  'key',
  'value',
  'traceId',
  'spanId',
  'parentSpanId',
  'name',
  'kind',
  'startTimeUnixNano',
  'endTimeUnixNano',
  'status',
  'code',
  'events',
  'stringValue',
  'boolValue',
  'intValue',
  'doubleValue',
  'arrayValue',
  'kvlistValue',
  'bytesValue',
]

export const RESOURCE_SPANS = 0
export const RESOURCE = 1
export const SCOPE_SPANS = 2
export const SPANS = 3
export const ATTRIBUTES = 4
export const KEY = 5
export const VALUE = 6
export const TRACE_ID = 7
export const SPAN_ID = 8
export const PARENT_SPAN_ID = 9
export const NAME = 10
export const KIND = 11
export const START = 12
export const END = 13
export const STATUS = 14
export const CODE = 15
export const EVENTS = 16
export const STRING_VALUE = 17
export const BOOL_VALUE = 18
export const INT_VALUE = 19
export const DOUBLE_VALUE = 20
export const ARRAY_VALUE = 21
export const KVLIST_VALUE = 22
export const BYTES_VALUE = 23

/** Reads a key and its colon; answers its number, -1 for a key that nobody reads. */
export function fieldAt(cursor: JsonCursor, words: ByteDictionary): number {
  cursor.key()
  return wordAt(cursor, words)
}

/** The number of the string just read among the words, -1 when it is none of them. */
export function wordAt(cursor: JsonCursor, words: ByteDictionary): number {
  return cursor.escaped ? words.numberOf(cursor.text()) : words.numberAt(cursor.start, cursor.end)
}
