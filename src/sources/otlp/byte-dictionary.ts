/** Words remembered by where the body has shown them last; more kinds of words share places. */
const PLACES = 1024

/**
 * Finds which of some known words stands in a body. A word that was seen before is compared with
 * the place where it stood then, so that no text is made of it.
 */
export class ByteDictionary {
  readonly #view: DataView
  readonly #numbers: ReadonlyMap<string, number>
  readonly #longest: number
  readonly #starts = new Uint32Array(PLACES)
  readonly #lengths = new Int32Array(PLACES).fill(-1)
  readonly #found = new Int32Array(PLACES)

  /** The number of a word is its place in `words`; words are compared byte by byte in UTF-8. */
  constructor(view: DataView, words: readonly string[]) {
    const bytes = words.map((word) => Buffer.from(word))
    this.#view = view
    this.#numbers = new Map(bytes.map((word, number) => [word.toString('latin1'), number]))
    this.#longest = Math.max(0, ...bytes.map(({ length }) => length))
  }

  /** The number of the word at body[start, end), -1 when it is none of them. */
  numberAt(start: number, end: number): number {
    const length = end - start
    if (length > this.#longest) return -1
    const place = this.#placeOf(start, length)
    if (this.#lengths[place] === length && this.#isSame(this.#starts[place]!, start, length))
      return this.#found[place]!
    const { buffer, byteOffset } = this.#view
    const text = Buffer.from(buffer, byteOffset + start, length).toString('latin1')
    const number = this.#numbers.get(text) ?? -1
    this.#starts[place] = start
    this.#lengths[place] = length
    this.#found[place] = number
    return number
  }

  numberOf(text: string): number {
    return this.#numbers.get(Buffer.from(text).toString('latin1')) ?? -1
  }

  /** From the length and both ends, which differ in the words that people choose. */
  #placeOf(start: number, length: number): number {
    const view = this.#view
    if (length < 4) return length === 0 ? 0 : (view.getUint8(start) ^ length) & (PLACES - 1)
    const ends =
      Math.imul(view.getInt32(start, true), 0x85ebca6b) ^
      Math.imul(view.getInt32(start + length - 4, true), 0xcc9e2d51)
    return (ends ^ (ends >>> 15) ^ (ends >>> 24) ^ length) & (PLACES - 1)
  }

  #isSame(before: number, start: number, length: number): boolean {
    const view = this.#view
    let i = 0
    for (; i + 4 <= length; i += 4) {
      if (view.getInt32(before + i, true) !== view.getInt32(start + i, true)) return false
    }
    for (; i < length; i++) if (view.getUint8(before + i) !== view.getUint8(start + i)) return false
    return true
  }
}
