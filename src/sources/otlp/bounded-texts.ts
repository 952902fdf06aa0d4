import { ByteTable } from '../traces/byte-table.ts'

const OTHER = '__other__'
/** Whole numbers whose text is remembered: status codes, ports that are well known. */
const SMALL_NUMBERS = 1024

export interface TextBounds {
  /** Different texts; further ones are counted as `__other__`. */
  readonly distinct: number
  /** Bytes of a text; longer ones are cut. */
  readonly bytes: number
  /** What an empty text counts as; itself when absent. */
  readonly empty?: string
}

/** Numbers the texts of one body, the same text the same number, within bounds that are counted. */
export class BoundedTexts {
  /** How often a text was cut, and how often one came after the table was full. */
  cut = 0
  overflowed = 0
  readonly #table: ByteTable
  readonly #body: DataView
  readonly #bounds: TextBounds
  readonly #small = new Int32Array(SMALL_NUMBERS).fill(-1)
  #other = -1
  #empty = -1

  constructor(body: DataView, bounds: TextBounds) {
    this.#table = new ByteTable(body)
    this.#body = body
    this.#bounds = bounds
  }

  get size(): number {
    return this.#table.size
  }

  /** The number of the text at body[start, end). */
  intern(start: number, end: number): number {
    if (start === end) return this.none()
    const isFull = this.#table.size >= this.#bounds.distinct
    if (isFull || end - start > this.#bounds.bytes) return this.#internBounded(start, end)
    return this.#table.intern(start, end)
  }

  /** The number of a text that the body does not hold as it is. */
  internText(text: string): number {
    if (text === '') return this.none()
    return this.#internText(text)
  }

  /** The number of the empty text. */
  none(): number {
    if (this.#empty < 0) this.#empty = this.#internText(this.#bounds.empty ?? '')
    return this.#empty
  }

  #internText(text: string): number {
    const { bytes: limit, distinct } = this.#bounds
    const bytes = Buffer.from(text)
    const whole = bytes.length <= limit
    if (!whole) this.cut++
    if (this.#table.size >= distinct) return this.#overflow()
    return this.#table.internText(whole ? text : cutText(bytes, limit))
  }

  internNumber(value: number): number {
    if (!(value >= 0 && value < SMALL_NUMBERS && Number.isInteger(value)))
      return this.internText(String(value))
    if (this.#small[value]! < 0) this.#small[value] = this.internText(String(value))
    return this.#small[value]!
  }

  texts(): string[] {
    return Array.from({ length: this.#table.size }, (_, id) => this.#table.text(id))
  }

  #internBounded(start: number, end: number): number {
    const { buffer, byteOffset } = this.#body
    const { bytes: limit } = this.#bounds
    if (end - start <= limit) {
      const known = this.#table.find(start, end)
      return known >= 0 ? known : this.#overflow()
    }
    this.cut++
    if (this.#table.size >= this.#bounds.distinct) return this.#overflow()
    // One byte more than the limit tells whether a character would be halved.
    const bytes = Buffer.from(buffer, byteOffset + start, limit + 1)
    return this.#table.internText(cutText(bytes, limit))
  }

  #overflow(): number {
    this.overflowed++
    if (this.#other < 0) this.#other = this.#table.internText(OTHER)
    return this.#other
  }
}

/** At most `limit` bytes; a character that the cut would halve goes as a whole. */
function cutText(bytes: Buffer, limit: number): string {
  let length = limit
  while (length > 0 && (bytes[length]! & 0xc0) === 0x80) length--
  return bytes.toString('utf8', 0, length)
}
