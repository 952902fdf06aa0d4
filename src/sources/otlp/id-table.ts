/** Longest walk through the table before an id goes to the map: chosen ids must not cost O(n²). */
const LONGEST_PROBE = 128
const SMALLEST = 256

/**
 * Numbers ids of 16 bytes (trace ids) or 8 (span ids, in the last two words), from 1 as they come.
 * An id is given as signed 32-bit words, its first bytes first. 24 bytes an id and as much room
 * again; bounded by the number of spans, which have two ids each and name a third.
 */
export class IdTable {
  size = 0
  /** Four words an id, from the id numbered 1 on. */
  #words: Int32Array
  /** Number of the id in this slot, 0 = free. Open addressing, at most half full. */
  #slots: Uint32Array
  /** Ids whose neighbourhood in the table is full. */
  readonly #crowded = new Map<string, number>()

  constructor(expected = 0) {
    const room = 2 ** Math.ceil(Math.log2(Math.max(SMALLEST, expected)))
    this.#words = new Int32Array(room * 4)
    this.#slots = new Uint32Array(room * 2)
  }

  /** The number of the id; 0 for the id of zeros, which stands for none. */
  intern(a: number, b: number, c: number, d: number): number {
    if ((a | b | c | d) === 0) return 0
    const words = this.#words
    const mask = this.#slots.length - 1
    let slot = hashOf(a, b, c, d) & mask
    for (let probe = 0; probe < LONGEST_PROBE; probe++) {
      const id = this.#slots[slot]!
      if (id === 0) {
        this.#slots[slot] = this.size + 1
        return this.#append(a, b, c, d)
      }
      const at = id * 4 - 4
      if (words[at + 3] === d && words[at + 2] === c && words[at + 1] === b && words[at] === a)
        return id
      slot = (slot + 1) & mask
    }
    return this.#internCrowded(a, b, c, d)
  }

  /** The words of all ids, four an id. */
  words(): Int32Array {
    return this.#words.slice(0, this.size * 4)
  }

  #internCrowded(a: number, b: number, c: number, d: number): number {
    const key = `${a},${b},${c},${d}`
    const known = this.#crowded.get(key)
    if (known !== undefined) return known
    this.#crowded.set(key, this.size + 1)
    return this.#append(a, b, c, d)
  }

  #append(a: number, b: number, c: number, d: number): number {
    const at = this.size * 4
    this.#words[at] = a
    this.#words[at + 1] = b
    this.#words[at + 2] = c
    this.#words[at + 3] = d
    this.size++
    if (this.size * 4 === this.#words.length) this.#grow()
    return this.size
  }

  #grow(): void {
    const wider = new Int32Array(this.#words.length * 2)
    wider.set(this.#words)
    this.#words = wider
    const old = this.#slots
    const mask = old.length * 2 - 1
    this.#slots = new Uint32Array(mask + 1)
    for (const id of old) {
      if (id === 0) continue
      const at = id * 4 - 4
      let slot = hashOf(wider[at]!, wider[at + 1]!, wider[at + 2]!, wider[at + 3]!) & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = id
    }
  }
}

/** Mixed as the end of Murmur's 32-bit version does (Austin Appleby). */
function hashOf(a: number, b: number, c: number, d: number): number {
  let hash = Math.imul(a ^ Math.imul(b, 0xcc9e2d51), 0x85ebca6b) ^ c
  hash = Math.imul(hash ^ (hash >>> 15) ^ Math.imul(d, 0x1b873593), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
