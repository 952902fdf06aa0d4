import type { Query } from '../../model/signal.ts'
import type { Noticed } from '../watch.ts'
import type { Explanation, Silence, SilenceReasons } from './silence-reasons.ts'

/** Silences whose explanation is remembered until they end. */
const MAX_REMEMBERED = 20_000

/** Gives silences their reasons, and keeps those that nobody has to be told of to itself. */
export class ToldSilences {
  readonly #reasons: Pick<SilenceReasons, 'explain'>
  /** By signal and start. */
  readonly #known = new Map<string, Explanation>()

  /** Ids of signals whose last silence was planned, and has not ended. */
  readonly #planned = new Set<string>()

  constructor(reasons: Pick<SilenceReasons, 'explain'>) {
    this.#reasons = reasons
  }

  /** What was noticed, without planned silences, the others with their reason. */
  async tell(
    noticed: readonly Noticed[],
    queryOf: (queryId: string) => Query | undefined,
  ): Promise<Noticed[]> {
    await this.#ask(noticed, queryOf)
    return noticed.flatMap((one) => {
      const { draft } = one
      if (draft.kind !== 'silence') return [one]
      const key = keyOf(one)
      const reason = this.#known.get(key)
      if (draft.end !== null) this.#forget(key, one)
      if (reason === 'planned') return []
      return reason === undefined ? [one] : [{ ...one, draft: { ...draft, reason } }]
    })
  }

  /** Whether a signal is silent because it was taken away on purpose. */
  isPlanned(signalId: string): boolean {
    return this.#planned.has(signalId)
  }

  /** The latest first: where many fell silent, what is new is explained before what is history. */
  async #ask(
    noticed: readonly Noticed[],
    queryOf: (queryId: string) => Query | undefined,
  ): Promise<void> {
    const fresh = new Map<string, Silence>()
    for (const one of noticed.toSorted((a, b) => b.at - a.at)) {
      const { signal, at, draft } = one
      const query = queryOf(signal.queryId)
      const isNew = draft.kind === 'silence' && draft.end === null && !this.#known.has(keyOf(one))
      if (isNew && query) fresh.set(keyOf(one), { signal, query, start: draft.start, at })
    }
    if (fresh.size === 0) return
    const explained = await this.#reasons.explain([...fresh.values()])
    for (const [i, [key, { signal }]] of [...fresh].entries()) {
      this.#known.set(key, explained[i])
      if (explained[i] === 'planned') this.#planned.add(signal.id)
    }
    this.#bound()
  }

  #forget(key: string, { signal }: Noticed): void {
    this.#known.delete(key)
    this.#planned.delete(signal.id)
  }

  /** The oldest go: their signals were given up long ago. */
  #bound(): void {
    for (const known of [this.#known, this.#planned])
      for (const oldest of known.keys()) {
        if (known.size <= MAX_REMEMBERED) break
        known.delete(oldest)
      }
  }
}

function keyOf({ signal, draft }: Pick<Noticed, 'signal' | 'draft'>): string {
  return `${signal.id} ${draft.start}`
}
