/** Entries that may share a place; the fifth puts out the one that came first. */
const WAYS = 4

/**
 * A bounded map from hashes to values that forgets instead of growing, and makes no garbage: 24
 * bytes an entry, allocated once. With a table half full fewer than one key in a hundred is lost.
 */
export class SlotTable<Value> {
  readonly #keys: Float64Array
  readonly #values: (Value | undefined)[]
  readonly #next: Uint8Array
  readonly #sets: number

  /** Room for `size` entries, rounded up to a power of two. */
  constructor(size: number) {
    this.#sets = 2 ** Math.ceil(Math.log2(Math.max(size / WAYS, 1)))
    this.#keys = new Float64Array(this.#sets * WAYS)
    this.#values = Array.from({ length: this.#sets * WAYS }, () => undefined)
    this.#next = new Uint8Array(this.#sets)
  }

  get(key: number): Value | undefined {
    const first = this.#setOf(key) * WAYS
    for (let i = first; i < first + WAYS; i++) if (this.#keys[i] === key) return this.#values[i]
    return undefined
  }

  set(key: number, value: Value): void {
    const set = this.#setOf(key)
    const first = set * WAYS
    for (let i = first; i < first + WAYS; i++) {
      if (this.#keys[i] !== key) continue
      this.#values[i] = value
      return
    }
    const way = this.#next[set]!
    this.#next[set] = (way + 1) % WAYS
    this.#keys[first + way] = key
    this.#values[first + way] = value
  }

  /** By the low 32 bits, which are hash as good as any. */
  #setOf(key: number): number {
    return (key >>> 0) & (this.#sets - 1)
  }
}
