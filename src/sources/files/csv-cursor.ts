const QUOTE = 34
const COMMA = 44
const NEWLINE = 10
const RETURN = 13
const SPACE = 32
const TAB = 9

/**
 * Walks over the cells of CSV (RFC 4180) where they stand, without making texts of them. A cell that
 * begins with a quote goes on to the next single one, over commas and line ends.
 */
export class CsvCursor {
  readonly bytes: Buffer
  readonly view: DataView
  /** Bounds of the cell that was read last, quotes left out; equal when the row had no more cells. */
  start = 0
  end = 0
  /** The cell has doubled quotes in it: `text()` is not what stands there. */
  hasEscapes = false
  /** Line in which the row begins, counted from 1. */
  line = 0
  /** Line of the byte at `#at`. */
  #lineHere = 1
  #at = 0
  /** The row's last cell has been read; `#at` is behind its line end. */
  #isRowOver = true

  constructor(bytes: Uint8Array) {
    const { buffer, byteOffset, length } = bytes
    this.bytes = Buffer.from(buffer, byteOffset, length)
    this.view = new DataView(buffer, byteOffset, length)
    const hasByteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
    if (hasByteOrderMark) this.#at = 3
  }

  /** Goes to the next row, whatever is left of this one; false at the end. Blank lines are none. */
  nextRow(): boolean {
    while (!this.#isRowOver) this.nextCell()
    const { bytes } = this
    for (let p = this.#at; p < bytes.length; p++) {
      const code = bytes[p]!
      if (code === NEWLINE) {
        this.#at = p + 1
        this.#lineHere++
      } else if (code !== SPACE && code !== TAB && code !== RETURN) {
        this.line = this.#lineHere
        this.#isRowOver = false
        return true
      }
    }
    return false
  }

  /** Goes to the row's next cell; false when there is none, which then reads as empty. */
  nextCell(): boolean {
    if (this.#isRowOver) {
      this.start = this.end
      return false
    }
    this.hasEscapes = false
    if (this.bytes[this.#at] === QUOTE) this.#passQuoted()
    else this.#passPlain()
    return true
  }

  /** The cell that was read last. */
  text(): string {
    const text = this.bytes.toString('utf8', this.start, this.end)
    return this.hasEscapes ? text.replaceAll('""', '"') : text
  }

  #passPlain(): void {
    const { bytes } = this
    let p = this.#at
    let code = bytes[p]
    while (code !== COMMA && code !== NEWLINE && code !== undefined) code = bytes[++p]
    this.start = this.#at
    this.end = code !== COMMA && p > this.start && bytes[p - 1] === RETURN ? p - 1 : p
    this.#finishCell(p)
  }

  #passQuoted(): void {
    const { bytes } = this
    let p = this.#at + 1
    this.start = p
    for (; p < bytes.length; p++) {
      const code = bytes[p]
      if (code === NEWLINE) this.#lineHere++
      if (code !== QUOTE) continue
      if (bytes[p + 1] !== QUOTE) break
      this.hasEscapes = true
      p++
    }
    this.end = p
    let code = bytes[p]
    while (code !== COMMA && code !== NEWLINE && code !== undefined) code = bytes[++p]
    this.#finishCell(p)
  }

  /** `p` is at the comma or line end behind the cell, or at the end of everything. */
  #finishCell(p: number): void {
    const isRowOver = this.bytes[p] !== COMMA
    if (isRowOver) this.#lineHere++
    this.#isRowOver = isRowOver
    this.#at = p + 1
  }
}
