import { ByteTable } from './byte-table.ts'
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
  /** Made when the first row has a span id: many bodies have none. */
  #spans: ByteTable | undefined
  readonly #rows: number
  readonly #limits: TraceLimits
  #other = -1
  #unknown = -1

  /** `rows` are expected; each may have a trace of its own. */
  constructor(body: DataView, limits: TraceLimits, rows: number) {
    this.traces = new ByteTable(body, rows)
    this.#names = new ByteTable(body)
    this.#rows = rows
    this.#limits = limits
  }

  /**
   * The number of the service or operation in the string just read, whose hash is given. An empty
   * name is none.
   */
  name(cursor: JsonCursor, hash: number): number {
    if (cursor.end === cursor.start) return this.unknown()
    if (this.#names.size >= this.#limits.distinctNames) return this.#nameOfFullTable(cursor)
    return this.#intern(this.#names, cursor, hash, this.#limits.nameBytes)
  }

  unknown(): number {
    if (this.#unknown < 0) this.#unknown = this.#names.internText(UNKNOWN)
    return this.#unknown
  }

  /** The number of the trace id in the text just read, from 1; 0 for an empty one. */
  trace(cursor: JsonCursor, hash: number): number {
    if (cursor.end === cursor.start) return 0
    return this.#intern(this.traces, cursor, hash, this.#limits.idBytes) + 1
  }

  /** The number of a span id, from 1; 0 for none: empty or only zeros, as W3C trace context says. */
  span(cursor: JsonCursor, hash: number): number {
    let at = cursor.start
    while (at < cursor.end && cursor.bytes[at] === 48) at++
    if (at === cursor.end) return 0
    this.#spans ??= new ByteTable(cursor.view, this.#rows)
    return this.#intern(this.#spans, cursor, hash, this.#limits.idBytes) + 1
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

  #intern(table: ByteTable, cursor: JsonCursor, hash: number, limit: number): number {
    const { start, end } = cursor
    if (!cursor.escaped && end - start <= limit) return table.internHashed(hash, start, end)
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
