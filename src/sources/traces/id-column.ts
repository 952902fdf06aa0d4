import type { ByteTable } from './byte-table.ts'

/** An id as it was read: the text at [start, start + length), or a number that is known already. */
export interface IdText {
  hash: number
  /** Where the text starts; the number itself when `length` is 0. */
  start: number
  length: number
}

type Table = Pick<ByteTable, 'internHashed' | 'firstSlot'>

/** Ids that wait at most: 12 KB, which stay in the fastest cache. A power of two. */
const BATCH = 1024
const FIELDS = 3

/**
 * A column of ids as numbers from 1, 0 for none. Ids are looked up a batch at a time: each look is a
 * cache miss in a large table, and one after the other they cost a third of the reading.
 */
export class IdColumn {
  readonly #table: Table
  readonly #waiting = new Int32Array(BATCH * FIELDS)
  #numbers: Uint32Array
  #length = 0
  #numbered = 0
  /** Only so that the compiler cannot leave the loads out. */
  seen = 0

  constructor(table: Table, room: number) {
    this.#table = table
    this.#numbers = new Uint32Array(room)
  }

  add({ hash, start, length }: IdText): void {
    const at = (this.#length & (BATCH - 1)) * FIELDS
    this.#waiting[at] = hash
    this.#waiting[at + 1] = start
    this.#waiting[at + 2] = length
    this.#length++
    if ((this.#length & (BATCH - 1)) === 0) this.#number()
  }

  /** Adds so many rows without an id. Only before the first one. */
  skip(rows: number): void {
    this.#length = rows
    this.#numbered = rows
    while (this.#numbers.length < rows) this.#widen()
  }

  finish(): Uint32Array {
    this.#number()
    return this.#numbers.subarray(0, this.#length)
  }

  #number(): void {
    const waiting = this.#waiting
    while (this.#numbers.length < this.#length) this.#widen()
    // Nothing but loads of places, so that the processor waits for many of them at once.
    let seen = 0
    for (let row = this.#numbered; row < this.#length; row++)
      seen |= this.#table.firstSlot(waiting[(row & (BATCH - 1)) * FIELDS]!)
    this.seen = seen
    for (let row = this.#numbered; row < this.#length; row++) {
      const at = (row & (BATCH - 1)) * FIELDS
      const start = waiting[at + 1]! >>> 0
      const length = waiting[at + 2]!
      this.#numbers[row] =
        length === 0 ? start : this.#table.internHashed(waiting[at]!, start, start + length) + 1
    }
    this.#numbered = this.#length
  }

  #widen(): void {
    const wider = new Uint32Array(this.#numbers.length * 2)
    wider.set(this.#numbers)
    this.#numbers = wider
  }
}
