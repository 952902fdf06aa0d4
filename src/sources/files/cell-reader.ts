import { errors } from '../../errors.ts'
import type { ByteTable } from '../traces/byte-table.ts'
import { TimestampReader } from '../traces/timestamp.ts'
import type { CsvCursor } from './csv-cursor.ts'
import { plainDecimal } from './plain-decimal.ts'
import { timestampOf } from './timestamp.ts'

const SPACE = 32
const DASH = 45
/** Bytes of a date with a time to the second. */
const WHOLE_TIME = 19
/** Of what is not understood, so much is shown. */
const SHOWN = 40

/**
 * Reads the cell under a cursor, nearly always straight from its bytes; what is written in an unusual
 * way goes the long way. Throws INPUT_INVALID with file and line. `file` is for messages.
 */
export class CellReader {
  readonly #cursor: CsvCursor
  readonly #file: string
  readonly #times: TimestampReader

  constructor(cursor: CsvCursor, file: string) {
    this.#cursor = cursor
    this.#file = file
    this.#times = new TimestampReader(cursor.bytes, cursor.view)
  }

  /** Unix seconds. */
  time(): number {
    const { bytes, start, end } = this.#cursor
    const seconds = plainDecimal(bytes, start, end)
    if (!Number.isNaN(seconds)) return seconds
    const isDate = end - start >= WHOLE_TIME && bytes[start + 4] === DASH
    const read = isDate ? this.#times.read(start, end) : NaN
    return Number.isNaN(read) ? this.#unusualTime() : read
  }

  /** An empty cell and NaN are gaps: NaN. `name` is for messages. */
  number(name: string): number {
    const { bytes, start, end } = this.#cursor
    if (start === end) return NaN
    const value = plainDecimal(bytes, start, end)
    return Number.isNaN(value) ? this.#unusualNumber(name) : value
  }

  /** The number that the table, which is of the same bytes, has for the cell's text. */
  nameIn(names: ByteTable): number {
    const { start, end, hasEscapes } = this.#cursor
    return hasEscapes ? names.internText(this.#cursor.text()) : names.intern(start, end)
  }

  /** Where the cell's text begins: see `WrittenCells`. */
  place(): number {
    const { bytes, start, end } = this.#cursor
    let place = start
    while (place < end && bytes[place]! <= SPACE) place++
    return place
  }

  #unusualTime(): number {
    const text = this.#cursor.text()
    const seconds = timestampOf(text)
    if (Number.isNaN(seconds))
      throw this.#error(`timestamp ${shown(text)} is neither unix seconds nor RFC 3339`)
    return seconds
  }

  #unusualNumber(name: string): number {
    const text = this.#cursor.text().trim()
    if (text === '' || text.toLowerCase() === 'nan') return NaN
    const value = Number(text.replace(/^([+-]?)inf$/i, '$1Infinity'))
    if (Number.isNaN(value)) throw this.#error(`${name} is ${shown(text)}, expected a number`)
    return value
  }

  #error(what: string) {
    return errors.inputInvalid(`${this.#file}:${this.#cursor.line}: ${what}`)
  }
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, SHOWN))
}
