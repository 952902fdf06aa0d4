/** What is known of a slot before its turn is decided. */
export interface Waiting {
  readonly slot: number
  readonly signal: string
  /** Something of it is open, or its newest row is odd: it should not wait. */
  readonly urgent: boolean
}

/** As likely as this a breach is worth a closer look than once in a while. */
const NOTABLE = 0.02

/**
 * Whose turn it is to be forecast. A forecast costs some 15 ms, so a round has a fixed number of
 * them: first what cannot wait, then who waited longest. With fewer signals everybody's turn is every
 * round; ten thousand quiet ones have theirs about once an hour.
 */
export class Turns {
  /** By signal id, bounded by the signals that have a limit: when asked last, and what came out. */
  #last = new Map<string, { readonly at: number; probability: number }>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  /** At most `most` of those that wait, at `now` (unix seconds). */
  choose<T extends Waiting>(waiting: readonly T[], now: number): T[] {
    const chosen =
      waiting.length <= this.#most
        ? [...waiting]
        : waiting
            .toSorted((a, b) => this.#rank(b) - this.#rank(a) || this.#asked(a) - this.#asked(b))
            .slice(0, this.#most)
    const kept = waiting.map(({ signal }) => [signal, this.#last.get(signal)] as const)
    this.#last = new Map(kept.flatMap(([signal, last]) => (last ? [[signal, last]] : [])))
    for (const { signal } of chosen) this.#last.set(signal, { at: now, probability: 0 })
    return chosen
  }

  /** What came out of a signal's turn. */
  note(signal: string, probability: number): void {
    const last = this.#last.get(signal)
    if (last) last.probability = probability
  }

  #rank({ signal, urgent }: Waiting): number {
    const last = this.#last.get(signal)
    return urgent || (last && last.probability >= NOTABLE) ? 1 : 0
  }

  #asked({ signal }: Waiting): number {
    return this.#last.get(signal)?.at ?? -Infinity
  }
}
