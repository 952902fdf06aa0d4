import { cellEnd } from '../sources/files/written-cells.ts'
import { DECIMAL_ROOM, writeDecimal } from './decimal-text.ts'
import type { Sink } from './sink.ts'

const COMMA = 44
const NEWLINE = 10
/** Bytes that are handed on at once: few waits, and no more memory than this and one row. */
const CHUNK = 1 << 18

/**
 * Writes rows of CSV into one buffer that is used again and again. Rows are made by its methods, one
 * cell after the other; between two rows, whoever writes them asks `isFull` and waits for `flush`.
 */
export class RowWriter {
  readonly #sink: Sink
  #bytes = Buffer.allocUnsafeSlow(CHUNK + 1024)
  #length = 0
  #isRowBegun = false

  constructor(sink: Sink) {
    this.#sink = sink
  }

  get isFull(): boolean {
    return this.#length >= CHUNK
  }

  async flush(): Promise<void> {
    if (this.#length > 0) await this.#sink(this.#bytes.subarray(0, this.#length))
    this.#length = 0
  }

  /** A cell that is CSV already. */
  text(cell: string): void {
    this.#begin(3 * cell.length)
    this.#length += this.#bytes.write(cell, this.#length)
  }

  /** A cell that is CSV already, in UTF-8. */
  bytes(cell: Uint8Array): void {
    this.#begin(cell.length)
    this.#bytes.set(cell, this.#length)
    this.#length += cell.length
  }

  /** A cell of a file that begins at `place`, as it came. */
  written(source: Uint8Array, place: number): void {
    const end = cellEnd(source, place)
    this.#begin(end - place)
    const into = this.#bytes
    let at = this.#length
    for (let p = place; p < end; p++) into[at++] = source[p]!
    this.#length = at
  }

  /** A number with so many digits; an empty cell where there is none. */
  number(value: number, digits: number): void {
    this.#begin(DECIMAL_ROOM)
    if (Number.isFinite(value))
      this.#length = writeDecimal(this.#bytes, this.#length, value, digits)
  }

  endRow(): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = NEWLINE
    this.#isRowBegun = false
  }

  /** Makes room for a cell, and sets it off from the one before. */
  #begin(room: number): void {
    this.#reserve(room + 1)
    if (this.#isRowBegun) this.#bytes[this.#length++] = COMMA
    this.#isRowBegun = true
  }

  /** Only a row of more than a kilobyte makes the buffer grow, to at most twice that row. */
  #reserve(room: number): void {
    const needed = this.#length + room
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(2 * needed)
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}
