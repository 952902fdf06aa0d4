import { RootOpsError } from '../errors.ts'
import { createRandom } from '../math/random.ts'
import { fnv1a32 } from '../math/fnv1a32.ts'
import type { Notice } from '../model/notice.ts'
import type { Store } from '../store/store.ts'
import type { Telemetry } from '../telemetry.ts'
import { Allowance } from './allowance.ts'
import type { Reachable } from './destination.ts'
import type { Delivery } from './http/delivery.ts'
import { createPost, type Letter, type Post } from './http/post.ts'
import { nextParcel, type Parcel } from './parcel.ts'
import { tellerOf } from './tellers/teller-of.ts'
import type { Teller, TellingContext } from './tellers/teller.ts'

export interface MessengerOn {
  readonly store: Pick<Store, 'pendingMessages' | 'markMessages' | 'removeMessages' | 'listNotices'>
  readonly telemetry: Pick<Telemetry, 'log' | 'notifications'>
}

/** Messages looked at in one go, and so the most that one request is about. */
const MOST_AT_ONCE = 100
/** Notices told again in one request; more open incidents than this are a sign of something else. */
const MOST_REPEATED = 500
/** Seconds between two times of telling what goes on. */
const REPEAT_SECONDS = 60
/** A message is looked for at least so often, whoever has written it. */
const LOOK_SECONDS = 30
/** After failures: doubled each time, and drawn between half and all of that. */
const BACKOFF = { first: 2, longest: 300 } as const

/** Brings one destination what waits for it, in order: what fails is tried again before all else. */
export class Messenger {
  readonly name: string
  readonly #destination: Reachable
  readonly #teller: Teller
  readonly #post: Post
  readonly #on: MessengerOn
  readonly #allowance = new Allowance()
  readonly #random: () => number
  #failures = 0
  /** Unix seconds: not before this is anything tried, and when what goes on is told again. */
  #notBefore = 0
  #repeatAt = 0

  /** Throws CONFIG_INVALID for an http_config that contradicts itself. */
  constructor(destination: Reachable, context: TellingContext, on: MessengerOn) {
    this.name = destination.name
    this.#destination = destination
    this.#teller = tellerOf(destination, context)
    this.#post = createPost(destination)
    this.#on = on
    // Several that fail at once must not come back at once.
    this.#random = createRandom(fnv1a32(new TextEncoder().encode(destination.name)))
  }

  /** Does what is due at `now` (unix seconds); answers after how many seconds to call again. */
  async work(now: number, signal: AbortSignal): Promise<number> {
    if (now < this.#notBefore) return this.#notBefore - now
    const waiting = await this.#on.store.pendingMessages({
      destination: this.name,
      limit: MOST_AT_ONCE,
    })
    if (waiting.length === 0) return this.#repeat(now, signal)
    const { grouping } = this.#teller
    const parcel = nextParcel(waiting, { grouping, allowed: this.#allowance.left(now) })
    if (parcel === undefined) return this.#allowance.wait(now)
    return this.#deliver(parcel, now, signal)
  }

  close(): Promise<void> {
    return this.#post.close()
  }

  async #deliver(parcel: Parcel, now: number, signal: AbortSignal): Promise<number> {
    const { store } = this.#on
    const ids = parcel.messages.map(({ id }) => id)
    // Written before it is sent: whoever dies from here on leaves a trace of having begun.
    await store.markMessages(ids, { parcel: parcel.id, sending: true })
    this.#allowance.spend(now)
    const delivery = await this.#send(() => this.#teller.letterOf(parcel, now), signal)
    this.#note(delivery, ids.length)
    if (delivery.result !== 'failed') {
      await store.removeMessages(ids)
      return 0
    }
    // Once uncertain, always: a later refusal does not say what came of an earlier try.
    if (!delivery.uncertain && !parcel.maybeTold)
      await store.markMessages(ids, { parcel: parcel.id, sending: false })
    return this.#backOff(now, delivery.retryAfter)
  }

  /** Tells again what goes on, where that is the custom. */
  async #repeat(now: number, signal: AbortSignal): Promise<number> {
    const { repeat } = this.#teller
    if (repeat === undefined) return LOOK_SECONDS
    if (now < this.#repeatAt) return Math.min(LOOK_SECONDS, this.#repeatAt - now)
    const open = await this.#on.store.listNotices({ since: Infinity, limit: MOST_REPEATED })
    const wanted = open.filter((notice) => this.#isWanted(notice))
    if (wanted.length > 0) {
      const delivery = await this.#send(() => repeat(wanted, now), signal)
      this.#note(delivery.result === 'delivered' ? { result: 'repeated' } : delivery, 1)
      if (delivery.result === 'failed') return this.#backOff(now, delivery.retryAfter)
    }
    this.#repeatAt = now + REPEAT_SECONDS
    return LOOK_SECONDS
  }

  #isWanted({ end, about }: Notice): boolean {
    return end === null && (about !== 'prediction' || this.#destination.sendPredictions)
  }

  async #send(letter: () => Promise<Letter>, signal: AbortSignal): Promise<Delivery> {
    try {
      return await this.#post.send(await letter(), signal)
    } catch (error) {
      if (!(error instanceof RootOpsError)) throw error
      return { result: 'failed', reason: error.message, uncertain: false }
    }
  }

  #backOff(now: number, wish = 0): number {
    const pause = Math.min(BACKOFF.longest, BACKOFF.first * 2 ** this.#failures)
    this.#failures++
    const wait = Math.max(Math.min(wish, BACKOFF.longest), pause * (0.5 + this.#random() / 2))
    this.#notBefore = now + wait
    return wait
  }

  #note(delivery: Delivery | { readonly result: 'repeated' }, count: number): void {
    const { telemetry } = this.#on
    const { result } = delivery
    telemetry.notifications.inc({ destination: this.name, result }, count)
    if (result === 'delivered' || result === 'repeated') {
      if (this.#failures > 0) telemetry.log.info({ destination: this.name }, 'can be told again')
      this.#failures = 0
    } else {
      const facts = { destination: this.name, error: delivery.reason, messages: count }
      telemetry.log.warn(facts, result === 'refused' ? 'message refused' : 'cannot tell')
    }
  }
}
