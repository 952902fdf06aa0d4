import { hashOf } from './byte-hash.ts'

/** Numbers that an entry has: the hash of its text, where it starts, and its length. */
const FIELDS = 3
const START = 1
const LENGTH = 2

/** The share of slots taken at most: linear probing looks at 4 slots for a new text at that. */
const FULLEST = 5 / 8

/** Longest walk through the table before a text goes to the map: chosen texts must not cost O(n²). */
const LONGEST_PROBE = 128

/**
 * Numbers texts by their bytes: the same bytes, the same number, counted from 0 as they come. Texts
 * stay where they are in the body and are decoded only when asked for. 20 bytes a text and as much
 * room again; bounded by the number of rows. What is known of a text lies side by side, so that a
 * table of thousands costs one cache miss a look, not three.
 */
export class ByteTable {
  size = 0
  readonly #body: DataView
  /** Number + 1 of the text in this slot, 0 = free. Open addressing. */
  #slots: Uint32Array
  #entries: Int32Array
  /** Texts that the body does not hold as they are: unescaped or cut ones. */
  readonly #owned = new Map<number, DataView>()
  /** Texts whose neighbourhood in the table is full. */
  readonly #crowded = new Map<string, number>()

  /** `expected` texts are to come; more make the table grow. */
  constructor(body: DataView, expected = 0) {
    this.#body = body
    const room = Math.max(512, expected)
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(room / FULLEST)))
    this.#entries = new Int32Array(room * FIELDS)
  }

  /** The number of the text at body[start, end). */
  intern(start: number, end: number): number {
    return this.internHashed(hashOf(this.#body, start, end), start, end)
  }

  /** The same for a text whose hash (of hashOf) is known. */
  internHashed(hash: number, start: number, end: number): number {
    const slot = hash & (this.#slots.length - 1)
    const entry = this.#slots[slot]!
    // Nearly all texts are in their first slot, or new; the long way does the same for the others.
    if (entry === 0 && this.#crowded.size === 0) {
      this.#slots[slot] = this.size + 1
      return this.#append(hash, start, end)
    }
    if (entry > 0 && this.#entries[(entry - 1) * FIELDS] === hash) {
      if (this.#equals(entry - 1, this.#body, start, end)) return entry - 1
    }
    return this.#intern(hash, this.#body, start, end)
  }

  /** What is in the first slot of a hash: brings it into the cache before it is asked for. */
  firstSlot(hash: number): number {
    return this.#slots[hash & (this.#slots.length - 1)]!
  }

  /** The number of a text that the body does not hold as it is. */
  internText(text: string): number {
    const bytes = Buffer.from(text)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const before = this.size
    const id = this.#intern(hashOf(view, 0, bytes.length), view, 0, bytes.length)
    if (id === before) this.#owned.set(id, view)
    return id
  }

  /** The number of the text at body[start, end) when it has one, else -1. */
  find(start: number, end: number): number {
    const hash = hashOf(this.#body, start, end)
    const slot = this.#slotOf(hash, this.#body, start, end)
    const id = slot < 0 ? -1 : this.#slots[slot]! - 1
    return id >= 0 ? id : this.#crowdedId(this.#body, start, end)
  }

  text(id: number): string {
    const owned = this.#owned.get(id)
    if (owned !== undefined) return bytesOf(owned, 0, owned.byteLength).toString()
    const start = this.#startOf(id)
    return bytesOf(this.#body, start, start + this.#lengthOf(id)).toString()
  }

  #intern(hash: number, bytes: DataView, start: number, end: number): number {
    const slot = this.#slotOf(hash, bytes, start, end)
    if (slot >= 0 && this.#slots[slot] !== 0) return this.#slots[slot]! - 1
    const crowded = this.#crowdedId(bytes, start, end)
    if (crowded >= 0) return crowded
    if (slot >= 0) this.#slots[slot] = this.size + 1
    else this.#crowded.set(bytesOf(bytes, start, end).toString('latin1'), this.size)
    return this.#append(hash, start, end)
  }

  /** The slot that holds the text or is free for it; -1 when the neighbourhood is full. */
  #slotOf(hash: number, bytes: DataView, start: number, end: number): number {
    const mask = this.#slots.length - 1
    let slot = hash & mask
    for (let probe = 0; probe < LONGEST_PROBE; probe++) {
      const id = this.#slots[slot]! - 1
      if (id < 0) return slot
      if (this.#entries[id * FIELDS] === hash && this.#equals(id, bytes, start, end)) return slot
      slot = (slot + 1) & mask
    }
    return -1
  }

  #crowdedId(bytes: DataView, start: number, end: number): number {
    if (this.#crowded.size === 0) return -1
    return this.#crowded.get(bytesOf(bytes, start, end).toString('latin1')) ?? -1
  }

  #append(hash: number, start: number, end: number): number {
    const id = this.size++
    const at = id * FIELDS
    this.#entries[at] = hash
    this.#entries[at + START] = start
    this.#entries[at + LENGTH] = end - start
    if (this.size * FIELDS === this.#entries.length) this.#widenEntries()
    if (this.size > this.#slots.length * FULLEST) this.#widenSlots()
    return id
  }

  /** Places from 2 GB on are kept as negative numbers. */
  #startOf(id: number): number {
    return this.#entries[id * FIELDS + START]! >>> 0
  }

  #lengthOf(id: number): number {
    return this.#entries[id * FIELDS + LENGTH]! >>> 0
  }

  #equals(id: number, bytes: DataView, start: number, end: number): boolean {
    const length = end - start
    if (this.#lengthOf(id) !== length) return false
    const owned = this.#owned.size > 0 ? this.#owned.get(id) : undefined
    const known = owned ?? this.#body
    const shift = (owned === undefined ? this.#startOf(id) : 0) - start
    if (length < 4) {
      for (let at = start; at < end; at++)
        if (known.getUint8(at + shift) !== bytes.getUint8(at)) return false
      return true
    }
    // The last four bytes first: numbered names differ there. They may overlap the others.
    const last = end - 4
    if (known.getInt32(last + shift) !== bytes.getInt32(last)) return false
    for (let at = start; at < last; at += 4)
      if (known.getInt32(at + shift) !== bytes.getInt32(at)) return false
    return true
  }

  #widenEntries(): void {
    const entries = new Int32Array(this.#entries.length * 2)
    entries.set(this.#entries)
    this.#entries = entries
  }

  #widenSlots(): void {
    const old = this.#slots
    const mask = old.length * 2 - 1
    this.#slots = new Uint32Array(mask + 1)
    for (const entry of old) {
      if (entry === 0) continue
      let slot = this.#entries[(entry - 1) * FIELDS]! & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = entry
    }
  }
}

function bytesOf({ buffer, byteOffset }: DataView, start: number, end: number): Buffer {
  return Buffer.from(buffer, byteOffset + start, end - start)
}
