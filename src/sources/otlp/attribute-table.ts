import type { ReceivedSpans } from '../../model/span.ts'
import { BoundedTexts, type TextBounds } from './bounded-texts.ts'

/** Most attributes that may be kept: each span looks at all of them. */
export const MOST_KEPT = 64
const NONE = -1

/**
 * The kept attributes of the spans of one request, as numbers of pairs (key, value). A slot is the
 * place of a key among those kept, so a span has at most one value for each: its own, or else its
 * resource's. 4 bytes a pair and span, at most `MOST_KEPT` of them.
 */
export class AttributeTable {
  /** Attributes that came and were not kept. */
  dropped = 0
  readonly values: BoundedTexts
  readonly #keys: readonly string[]
  readonly #resource: Int32Array
  readonly #span: Int32Array
  /** For each slot, pair + 1 by the value's number; grown when needed. */
  readonly #pairs: Uint32Array[]
  readonly #pairSlots: number[] = []
  readonly #pairValues: number[] = []
  #offsets: Uint32Array
  #list: Uint32Array
  #spans = 0
  #length = 0

  constructor(
    body: DataView,
    keys: readonly string[],
    options: { bounds: TextBounds; room: number },
  ) {
    this.values = new BoundedTexts(body, options.bounds)
    this.#keys = keys
    this.#resource = new Int32Array(keys.length).fill(NONE)
    this.#span = new Int32Array(keys.length).fill(NONE)
    this.#pairs = keys.map(() => new Uint32Array(0))
    this.#offsets = new Uint32Array(options.room + 1)
    this.#list = new Uint32Array(options.room * 4)
  }

  startResource(): void {
    this.#resource.fill(NONE)
  }

  setOfResource(slot: number, value: number): void {
    this.#resource[slot] = this.#pairOf(slot, value)
  }

  startSpan(): void {
    this.#span.set(this.#resource)
  }

  setOfSpan(slot: number, value: number): void {
    this.#span[slot] = this.#pairOf(slot, value)
  }

  /** Takes the attributes of the span that was read; without this they are forgotten. */
  add(): void {
    const span = this.#span
    if (this.#length + span.length > this.#list.length) this.#widenList()
    const list = this.#list
    let length = this.#length
    for (let slot = 0; slot < span.length; slot++) {
      const pair = span[slot]!
      if (pair !== NONE) list[length++] = pair
    }
    this.#length = length
    if (++this.#spans === this.#offsets.length) {
      this.#offsets = widened(this.#offsets, this.#offsets.length * 2)
    }
    this.#offsets[this.#spans] = length
  }

  /** The columns; `strings` gets the keys and values that they name. */
  finish(
    strings: string[],
  ): Pick<ReceivedSpans, 'attributeOffsets' | 'attributes' | 'pairKey' | 'pairValue'> {
    const firstValue = strings.length
    for (const text of this.values.texts()) strings.push(text)
    const firstKey = strings.length
    strings.push(...this.#keys)
    return {
      attributeOffsets: this.#offsets.slice(0, this.#spans + 1),
      attributes: this.#list.slice(0, this.#length),
      pairKey: Uint32Array.from(this.#pairSlots, (slot) => firstKey + slot),
      pairValue: Uint32Array.from(this.#pairValues, (value) => firstValue + value),
    }
  }

  #pairOf(slot: number, value: number): number {
    let pairs = this.#pairs[slot]!
    if (value >= pairs.length) {
      pairs = widened(pairs, Math.max(16, 2 * pairs.length, value + 1))
      this.#pairs[slot] = pairs
    }
    if (pairs[value] === 0) {
      this.#pairSlots.push(slot)
      this.#pairValues.push(value)
      pairs[value] = this.#pairSlots.length
    }
    return pairs[value]! - 1
  }

  #widenList(): void {
    this.#list = widened(this.#list, 2 * this.#list.length + this.#keys.length)
  }
}

function widened(column: Uint32Array, room: number): Uint32Array {
  const wider = new Uint32Array(room)
  wider.set(column)
  return wider
}
