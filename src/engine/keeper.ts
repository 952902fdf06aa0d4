import { messageOf } from '../errors.ts'
import type { CycleRecord, ModelState, Store } from '../store/store.ts'
import type { Announcer } from './announcer.ts'
import type { EngineOptions } from './options.ts'
import { together } from './unsaved.ts'
import type { Watch } from './watch.ts'

const SAVE_STATES_EVERY = 300
const PRUNE_EVERY = 86_400

type Learned = Pick<Watch, 'encodeStates' | 'table'>

export interface Saving {
  readonly watch: Learned
  /** What was learned beside the signals; goes with their states. */
  readonly beside: () => readonly ModelState[]
  /** Unix seconds. */
  readonly now: number
  /** Whether what was learned is written, too; every few minutes, unless told. */
  readonly states?: boolean
}

/** Writes what cycles leave behind; what a database that is away cannot take goes with the next one. */
export class Keeper {
  /** Why the last write failed; undefined when it did not. */
  error: string | undefined
  readonly #store: Pick<Store, 'saveCycle' | 'prune'>
  readonly #options: Pick<EngineOptions, 'retention' | 'dryRun'>
  readonly #announcer: Pick<Announcer, 'toTell' | 'written'> | undefined
  #unsaved: CycleRecord | undefined
  /** Unix seconds at which each of the slower duties is due again. */
  readonly #due = { states: 0, pruning: 0 }

  constructor(
    store: Pick<Store, 'saveCycle' | 'prune'>,
    options: Pick<EngineOptions, 'retention' | 'dryRun'>,
    announcer?: Pick<Announcer, 'toTell' | 'written'>,
  ) {
    this.#store = store
    this.#options = options
    this.#announcer = announcer
  }

  async save(
    record: CycleRecord,
    { watch, beside, now, states = now >= this.#due.states }: Saving,
  ): Promise<void> {
    if (this.#options.dryRun) return
    this.#unsaved = together(this.#unsaved, record)
    try {
      // Signals go with the states: one is of no use without the other.
      const learned = states && {
        states: [...(await watch.encodeStates()), ...beside()],
        signals: watch.table.live,
      }
      const told = this.#announcer?.toTell(this.#unsaved, now)
      await this.#store.saveCycle({ ...this.#unsaved, ...told, ...learned })
      if (told) this.#announcer?.written(told)
      this.#unsaved = undefined
      if (states) this.#due.states = now + SAVE_STATES_EVERY
      await this.#prune(now)
      this.error = undefined
    } catch (error) {
      this.error = messageOf(error)
      throw error
    }
  }

  async #prune(now: number): Promise<void> {
    if (now < this.#due.pruning) return
    await this.#store.prune(now - this.#options.retention)
    this.#due.pruning = now + PRUNE_EVERY
  }
}
