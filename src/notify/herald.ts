import { fnv1a64 } from '../math/fnv1a.ts'
import type { Message, Notice } from '../model/notice.ts'
import type { CycleRecord, Store } from '../store/store.ts'
import { changeBetween, markOf } from './change.ts'
import type { Reachable } from './destination.ts'
import { noticeOfIncident, noticeOfPrediction } from './notice-of.ts'

type Wants = Pick<Reachable, 'name' | 'sendResolved' | 'sendPredictions'>
type Told = Required<Pick<CycleRecord, 'notices' | 'messages'>>

/** What ended longer ago is forgotten: incidents are opened again within half an hour or never. */
const REMEMBER_SECONDS = 6 * 3600
/** Notices read back at the start; as many are kept in mind at most, the oldest ends go first. */
const MOST_KNOWN = 2000

/**
 * Turns what has changed into messages. What was told before is compared with what is about to be
 * written, and both are written in one transaction: a process that dies in between finds the same
 * change again, and nobody has heard of it.
 */
export class Herald {
  readonly #known = new Map<string, Notice>()
  #destinations: readonly Wants[]
  readonly #onWritten: () => void
  /** Still told as going on, though nothing of the kind does. */
  #orphans: readonly Notice[] = []

  constructor(destinations: readonly Wants[], onWritten: () => void = () => {}) {
    this.#destinations = destinations
    this.#onWritten = onWritten
  }

  reconfigure(destinations: readonly Wants[]): void {
    this.#destinations = destinations
  }

  /** Takes up what an earlier run has told. `now`: unix seconds. */
  async load(
    store: Pick<Store, 'listNotices' | 'findIncident' | 'listPredictions'>,
    now: number,
  ): Promise<void> {
    const notices = await store.listNotices({ since: now - REMEMBER_SECONDS, limit: MOST_KNOWN })
    for (const notice of notices) this.#known.set(notice.id, notice)
    const open = notices.filter(({ end }) => end === null)
    const { items } = await store.listPredictions({ limit: 1000, state: 'open' })
    const predictions = new Set(items.map(({ id }) => id))
    const endOf = async ({ id, about }: Notice): Promise<number | null> => {
      if (about === 'prediction') return predictions.has(id) ? null : now
      const incident = await store.findIncident(id)
      return incident ? incident.end : now
    }
    const orphans: Notice[] = []
    for (const notice of open) {
      const end = await endOf(notice)
      if (end !== null) orphans.push({ ...notice, end })
    }
    this.#orphans = orphans
  }

  /** What to write beside the record, at `now` (unix seconds). Asking again answers the same. */
  toTell({ incidents = [], predictions = [] }: CycleRecord, now: number): Told {
    const notices = new Map<string, Notice>()
    const messages = new Map<string, Message>()
    const take = (notice: Notice) => {
      const before = this.#known.get(notice.id)
      if (isUntold(before, notice)) return
      notices.set(notice.id, notice)
      for (const message of this.#messagesOf(before, notice, now)) messages.set(message.id, message)
    }
    const changed = new Set([...incidents, ...predictions].map(({ id }) => id))
    for (const orphan of this.#orphans) if (!changed.has(orphan.id)) take(orphan)
    for (const incident of newest(incidents))
      take(noticeOfIncident(incident, this.#known.get(incident.id)))
    for (const prediction of newest(predictions)) take(noticeOfPrediction(prediction, now))
    return { notices: [...notices.values()], messages: [...messages.values()] }
  }

  /** What `toTell` had answered is in the database now. */
  written({ notices, messages }: Told): void {
    for (const notice of notices) {
      // Last changed, last in the order of the map.
      this.#known.delete(notice.id)
      this.#known.set(notice.id, notice)
    }
    this.#orphans = []
    this.#forget()
    if (messages.length > 0) this.#onWritten()
  }

  #messagesOf(before: Notice | undefined, notice: Notice, now: number): Message[] {
    const event = changeBetween(before, notice)
    if (event === undefined) return []
    const mark = markOf(event, notice, before)
    return this.#destinations
      .filter(
        ({ sendResolved, sendPredictions }) =>
          (sendResolved || event !== 'resolved') &&
          (sendPredictions || notice.about !== 'prediction'),
      )
      .map(({ name }) => ({
        id: fnv1a64([name, notice.id, event, mark].join('\u0000')),
        destination: name,
        event,
        created: now,
        notice,
        ...(event === 'worsened' && before && { before: before.severity }),
      }))
  }

  #forget(): void {
    let over = this.#known.size - MOST_KNOWN
    for (const { id, end } of this.#known.values()) {
      if (over <= 0) break
      if (end === null) continue
      this.#known.delete(id)
      over--
    }
  }
}

/** Over before anybody was told, or as it was told already. */
function isUntold(before: Notice | undefined, notice: Notice): boolean {
  if (before === undefined) return notice.end !== null
  return JSON.stringify(before) === JSON.stringify(notice)
}

function newest<T extends { readonly id: string }>(things: readonly T[]): T[] {
  return [...new Map(things.map((thing) => [thing.id, thing])).values()]
}
