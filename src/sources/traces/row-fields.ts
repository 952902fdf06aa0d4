import { QUOTE, type JsonCursor } from './json-cursor.ts'

/** The fields of a row that we read, as small numbers; every other key is `SKIPPED`. */
export const SKIPPED = 0
export const TRACE_ID = 1
export const SERVICE = 2
export const OPERATION = 3
export const DURATION = 4
export const TIMESTAMP = 5
export const SPAN_ID = 6
export const PARENT_ID = 7
export const STATUS = 8

/** For messages, in the order of the numbers above. */
export const FIELD_NAMES = [
  '',
  'trace_id',
  'service',
  'operation',
  'duration_ms',
  'timestamp',
  'span_id',
  'parent_id',
  'status',
] as const

/** `parent_span_id` is what OpenTelemetry calls the parent. */
const KEYS: readonly { readonly name: Buffer; readonly field: number }[] = [
  ...FIELD_NAMES.map((name, field) => ({ name: Buffer.from(name), field })).slice(1),
  { name: Buffer.from('parent_span_id'), field: PARENT_ID },
]

/** Keys that are remembered; rows of more fields are read without a guess from there on. */
const REMEMBERED = 32

/**
 * Finds the field of each key. Rows are mostly written by one program in one order, so the bytes
 * from a key's quote to its value are first compared with those of the same place in the row before.
 */
export class RowKeys {
  readonly #cursor: JsonCursor
  readonly #from = new Uint32Array(REMEMBERED)
  readonly #length = new Uint32Array(REMEMBERED)
  readonly #fields = new Uint8Array(REMEMBERED)

  constructor(cursor: JsonCursor) {
    this.#cursor = cursor
  }

  /** Reads the key of the row's n-th field and passes to its value. */
  next(n: number): number {
    const cursor = this.#cursor
    if (cursor.space() === QUOTE && n < REMEMBERED && this.#isAsBefore(n)) {
      cursor.at += this.#length[n]!
      return this.#fields[n]!
    }
    const from = cursor.at
    cursor.key()
    const field = fieldOf(cursor)
    cursor.space()
    if (n < REMEMBERED) {
      this.#from[n] = from
      this.#length[n] = cursor.at - from
      this.#fields[n] = field
    }
    return field
  }

  #isAsBefore(n: number): boolean {
    const { bytes, view, at, lastWord } = this.#cursor
    const length = this.#length[n]!
    const from = this.#from[n]!
    let i = 0
    if (at + length <= lastWord) {
      for (; i + 4 <= length; i += 4) {
        if (view.getInt32(at + i, true) !== view.getInt32(from + i, true)) return false
      }
    }
    for (; i < length; i++) if (bytes[at + i] !== bytes[from + i]) return false
    return length > 0
  }
}

function fieldOf(cursor: JsonCursor): number {
  const key = cursor.escaped ? Buffer.from(cursor.text()) : undefined
  const match = KEYS.find(({ name }) => (key === undefined ? cursor.is(name) : name.equals(key)))
  return match === undefined ? SKIPPED : match.field
}
