/**
 * Numbers pairs of 32-bit numbers: the same pair, the same number, counted from 0 as they come. Open
 * addressing at most half full; 8 bytes a pair and as much again for slots.
 */
export class PairTable {
  size = 0
  #first: Uint32Array
  #second: Uint32Array
  /** Number + 1 of the pair in this slot, 0 = free. */
  #slots: Uint32Array

  constructor(expected = 64) {
    const room = 2 ** Math.ceil(Math.log2(Math.max(16, expected)))
    this.#first = new Uint32Array(room)
    this.#second = new Uint32Array(room)
    this.#slots = new Uint32Array(room * 2)
  }

  intern(first: number, second: number): number {
    const slot = this.#slotOf(first, second)
    const entry = this.#slots[slot]!
    if (entry > 0) return entry - 1
    const id = this.size++
    this.#slots[slot] = id + 1
    this.#first[id] = first
    this.#second[id] = second
    if (this.size === this.#first.length) this.#grow()
    return id
  }

  /** The number of the pair, -1 when it never came. */
  find(first: number, second: number): number {
    return this.#slots[this.#slotOf(first, second)]! - 1
  }

  firstOf(id: number): number {
    return this.#first[id]!
  }

  secondOf(id: number): number {
    return this.#second[id]!
  }

  #slotOf(first: number, second: number): number {
    const mask = this.#slots.length - 1
    let slot = mixed(first, second) & mask
    for (;;) {
      const id = this.#slots[slot]! - 1
      if (id < 0 || (this.#first[id] === first && this.#second[id] === second)) return slot
      slot = (slot + 1) & mask
    }
  }

  #grow(): void {
    const room = this.#first.length * 2
    const [first, second] = [this.#first, this.#second]
    this.#first = new Uint32Array(room)
    this.#second = new Uint32Array(room)
    this.#first.set(first)
    this.#second.set(second)
    this.#slots = new Uint32Array(room * 2)
    for (let id = 0; id < this.size; id++) {
      this.#slots[this.#slotOf(first[id]!, second[id]!)] = id + 1
    }
  }
}

/** Ids are small and dense, so both are spread over all bits before they meet (Murmur's finish). */
function mixed(first: number, second: number): number {
  let hash = Math.imul(first, 0xcc9e2d51) ^ Math.imul(second, 0x1b873593)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return hash ^ (hash >>> 13)
}
