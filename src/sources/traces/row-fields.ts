import { CLOSE_OBJECT, COMMA, OPEN_OBJECT, type JsonCursor } from './json-cursor.ts'

/**
 * The fields of a row that we read, as small numbers; every other key is `SKIPPED`, and the row's
 * end is `END`.
 */
export const END = -1
export const SKIPPED = 0
export const TRACE_ID = 1
export const SERVICE = 2
export const OPERATION = 3
export const DURATION = 4
export const TIMESTAMP = 5
export const SPAN_ID = 6
const PARENT_ID = 7
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
 * from the brace or comma before a key to its value are first compared with those of the same place
 * in the row before.
 */
export class RowKeys {
  readonly #cursor: JsonCursor
  readonly #from = new Uint32Array(REMEMBERED)
  readonly #length = new Uint32Array(REMEMBERED)
  readonly #fields = new Uint8Array(REMEMBERED)

  constructor(cursor: JsonCursor) {
    this.#cursor = cursor
  }

  /**
   * From the row's brace, or from behind a value, to the value of the row's n-th field: answers
   * which one it is, or `END` behind the row.
   */
  next(n: number): number {
    const cursor = this.#cursor
    if (n < REMEMBERED && this.#isAsBefore(n)) {
      cursor.at += this.#length[n]!
      return this.#fields[n]!
    }
    return this.#read(n)
  }

  #read(n: number): number {
    const cursor = this.#cursor
    const first = cursor.space()
    const from = cursor.at
    if (first !== CLOSE_OBJECT) {
      if (first !== (n === 0 ? OPEN_OBJECT : COMMA)) cursor.fail("',' or '}'")
      cursor.at++
    }
    if (first === CLOSE_OBJECT || (n === 0 && cursor.space() === CLOSE_OBJECT)) {
      cursor.at++
      return END
    }
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
    if (length >= 4 && at + length <= lastWord) {
      const last = length - 4
      for (let i = 0; i < last; i += 4)
        if (view.getInt32(at + i) !== view.getInt32(from + i)) return false
      // May overlap those before.
      return view.getInt32(at + last) === view.getInt32(from + last)
    }
    for (let i = 0; i < length; i++) if (bytes[at + i] !== bytes[from + i]) return false
    return length > 0
  }
}

function fieldOf(cursor: JsonCursor): number {
  const key = cursor.escaped ? Buffer.from(cursor.text()) : undefined
  const match = KEYS.find(({ name }) => (key === undefined ? cursor.is(name) : name.equals(key)))
  return match === undefined ? SKIPPED : match.field
}
