import { RootOpsError } from '../errors.ts'
import type { Store } from '../store/store.ts'
import type { Telemetry } from '../telemetry.ts'
import { checkDestinations } from './check-destinations.ts'
import type { Reachable } from './destination.ts'
import { Messenger, type MessengerOn } from './messenger.ts'
import type { TellingContext } from './tellers/teller.ts'

export interface CourierOn extends TellingContext {
  readonly store: MessengerOn['store'] & Pick<Store, 'giveUpMessages' | 'countMessages'>
  readonly telemetry: Pick<Telemetry, 'log' | 'notifications' | 'notificationsPending'>
  readonly clock: {
    /** Unix seconds. */
    now(): number
    wait(seconds: number, signal: AbortSignal): Promise<void>
  }
}

const RESULTS = ['delivered', 'repeated', 'failed', 'refused', 'given_up'] as const

/** What could not be told within a day is news no more. */
const GIVE_UP_SECONDS = 86_400
const LOOK_FOR_OLD_SECONDS = 600
/** After an error of the database, or of ours. */
const TROUBLE_SECONDS = 15
/** How long what is under way may take when we are to stop. */
const GRACE_SECONDS = 5

/** Carries messages out of the store to everybody who is to be told; each destination on its own. */
export class Courier {
  readonly #on: CourierOn
  readonly #stopping = new AbortController()
  /** Cuts off what is under way, at last. */
  readonly #giveIn = new AbortController()
  #messengers: readonly Messenger[] = []
  #rounds: readonly Promise<void>[] | undefined
  #ofRounds = new AbortController()
  #waking = new AbortController()
  #old: Promise<void> | undefined

  constructor(on: CourierOn) {
    this.#on = on
  }

  /** These are told from now on, once it has begun. Rejects with CONFIG_INVALID, and changes nothing. */
  async tell(destinations: readonly Reachable[]): Promise<void> {
    checkDestinations(destinations)
    const messengers = destinations.map((one) => new Messenger(one, this.#on, this.#on))
    await this.#endRounds()
    this.#messengers = messengers
    // rate() does not see the step from absent to 1.
    for (const { name } of destinations)
      for (const result of RESULTS)
        this.#on.telemetry.notifications.inc({ destination: name, result }, 0)
  }

  /** Begins to send; when it has begun already, nothing happens. */
  begin(): void {
    if (this.#rounds) return
    this.#ofRounds = new AbortController()
    const { signal } = this.#ofRounds
    this.#rounds = this.#messengers.map((messenger) => this.#go(messenger, signal))
    this.#old ??= this.#dropOld()
  }

  /** Something new is in the store. */
  wake(): void {
    const before = this.#waking
    this.#waking = new AbortController()
    before.abort()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    const grace = setTimeout(() => this.#giveIn.abort(), GRACE_SECONDS * 1000)
    await this.#endRounds()
    await this.#old
    clearTimeout(grace)
  }

  async #endRounds(): Promise<void> {
    this.#ofRounds.abort()
    await Promise.all(this.#rounds ?? [])
    this.#rounds = undefined
    await Promise.all(this.#messengers.map((messenger) => messenger.close()))
  }

  async #go(messenger: Messenger, signal: AbortSignal): Promise<void> {
    const { clock } = this.#on
    while (!signal.aborted && !this.#stopping.signal.aborted) {
      // Taken before looking: what is written from here on wakes us.
      const { signal: waking } = this.#waking
      const wait = await this.#orTrouble(messenger)
      await this.#count()
      if (wait <= 0) continue
      await clock.wait(wait, AbortSignal.any([signal, waking, this.#stopping.signal]))
    }
  }

  async #orTrouble(messenger: Messenger): Promise<number> {
    try {
      return await messenger.work(this.#on.clock.now(), this.#giveIn.signal)
    } catch (error) {
      const { log } = this.#on.telemetry
      const facts = { destination: messenger.name }
      // The database is away: what is in it waits there.
      if (error instanceof RootOpsError) log.warn({ ...facts, error: error.message }, 'cannot tell')
      else log.error({ ...facts, err: error }, 'cannot tell')
      return TROUBLE_SECONDS
    }
  }

  async #count(): Promise<void> {
    try {
      this.#on.telemetry.notificationsPending.set(await this.#on.store.countMessages())
    } catch (error) {
      if (!(error instanceof RootOpsError)) throw error
    }
  }

  /** Also of destinations that are not configured any more. */
  async #dropOld(): Promise<void> {
    const { clock, store, telemetry } = this.#on
    const { signal } = this.#stopping
    while (!signal.aborted) {
      try {
        const gone = await store.giveUpMessages(clock.now() - GIVE_UP_SECONDS)
        for (const [destination, count] of gone) {
          telemetry.notifications.inc({ destination, result: 'given_up' }, count)
          telemetry.log.error({ destination, messages: count }, 'gave up telling after a day')
        }
      } catch (error) {
        if (!(error instanceof RootOpsError)) throw error
      }
      await clock.wait(LOOK_FOR_OLD_SECONDS, signal)
    }
  }
}
