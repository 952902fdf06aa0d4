import { ByteTable } from './byte-table.ts'
import type { IdText } from './id-column.ts'
import type { JsonCursor } from './json-cursor.ts'
import type { TraceLimits } from './trace-limits.ts'

const OTHER = '__other__'
const UNKNOWN = 'unknown'

/** The names and ids of one list of rows, as numbers. */
export class TraceNames {
  /** How often a text was cut, and how often a name came after the table was full. */
  cut = 0
  overflowed = 0
  readonly traces: ByteTable
  readonly #names: ByteTable
  readonly #body: DataView
  readonly #rows: number
  #spans: ByteTable | undefined
  readonly #limits: TraceLimits
  #other = -1
  #unknown = -1

  /** `rows` are expected; each may have a trace of its own. */
  constructor(body: DataView, limits: TraceLimits, rows: number) {
    this.traces = new ByteTable(body, rows)
    this.#names = new ByteTable(body)
    this.#body = body
    this.#rows = rows
    this.#limits = limits
  }

  /** Made when the first row has a span id: many bodies have none. */
  get spans(): ByteTable {
    this.#spans ??= new ByteTable(this.#body, this.#rows)
    return this.#spans
  }

  /**
   * The number of the service or operation in the string just read, whose hash is given. An empty
   * name is none.
   */
  name(cursor: JsonCursor, hash: number): number {
    if (cursor.end === cursor.start) return this.unknown()
    if (this.#names.size >= this.#limits.distinctNames) return this.#nameOfFullTable(cursor)
    const { start, end } = cursor
    const { nameBytes } = this.#limits
    if (!cursor.escaped && end - start <= nameBytes) {
      return this.#names.internHashed(hash, start, end)
    }
    return this.#internLong(this.#names, cursor, nameBytes)
  }

  unknown(): number {
    if (this.#unknown < 0) this.#unknown = this.#names.internText(UNKNOWN)
    return this.#unknown
  }

  /** The trace id in the text just read, whose hash is given, into `id`; an empty one is none. */
  trace(cursor: JsonCursor, hash: number, id: IdText): void {
    this.#id(this.traces, cursor, hash, id)
  }

  /** A span id, likewise; one of only zeros is none too, as W3C trace context says. */
  span(cursor: JsonCursor, hash: number, id: IdText): void {
    let at = cursor.start
    while (at < cursor.end && cursor.bytes[at] === 48) at++
    if (at === cursor.end) id.start = id.length = 0
    else this.#id(this.spans, cursor, hash, id)
  }

  texts(): string[] {
    return Array.from({ length: this.#names.size }, (_, id) => this.#names.text(id))
  }

  #nameOfFullTable(cursor: JsonCursor): number {
    const known = this.#names.find(cursor.start, cursor.end)
    if (known >= 0 && !cursor.escaped) return known
    this.overflowed++
    if (this.#other < 0) this.#other = this.#names.internText(OTHER)
    return this.#other
  }

  #id(table: ByteTable, cursor: JsonCursor, hash: number, id: IdText): void {
    const length = cursor.end - cursor.start
    const { idBytes } = this.#limits
    if (cursor.escaped || length > idBytes) {
      id.start = this.#internLong(table, cursor, idBytes) + 1
      id.length = 0
    } else {
      id.hash = hash
      id.start = length === 0 ? 0 : cursor.start
      id.length = length
    }
  }

  #internLong(table: ByteTable, cursor: JsonCursor, limit: number): number {
    const text = cursor.text()
    const bytes = Buffer.from(text)
    if (bytes.length <= limit) return table.internText(text)
    this.cut++
    // A character that the cut would halve goes as a whole.
    let length = limit
    while (length > 0 && (bytes[length]! & 0xc0) === 0x80) length--
    return table.internText(bytes.toString('utf8', 0, length))
  }
}
