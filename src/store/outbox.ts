import { type Kysely, sql } from 'kysely'

import type { Message, Notice } from '../model/notice.ts'
import { fromDocument, toColumn, toDocument, toTime } from './document.ts'
import type { PendingMessage } from './store.ts'
import type { Tables } from './tables.ts'
import { upsert } from './upsert.ts'

/** Writes what is told and the messages about it; belongs into the transaction of a cycle. */
export async function saveTold(
  transaction: Kysely<Tables>,
  { notices = [], messages = [] }: { notices?: readonly Notice[]; messages?: readonly Message[] },
): Promise<void> {
  await upsert(transaction, 'notices', ['id'], notices.map(noticeRow))
  await upsert(transaction, 'outbox', ['id'], messages.map(messageRow))
}

function noticeRow(notice: Notice) {
  const end_time = notice.end === null ? null : toTime(notice.end, notice.id)
  return { id: toColumn(notice.id), end_time, document: toDocument(notice) }
}

function messageRow(message: Message) {
  return {
    id: toColumn(message.id),
    destination: toColumn(message.destination),
    created: toTime(message.created, message.id),
    parcel: null,
    sending: 0,
    document: toDocument(message),
  }
}

/** Those that go on, and behind them those that ended at `since` (unix seconds) or later. */
export async function listNotices(
  db: Kysely<Tables>,
  { since, limit }: { since: number; limit: number },
): Promise<Notice[]> {
  const rows = await db
    .selectFrom('notices')
    .select('document')
    .where((is) => is.or([is('end_time', 'is', null), is('end_time', '>=', since)]))
    // What goes on must not be cut off.
    .orderBy(sql`end_time is null`, 'desc')
    .orderBy('end_time', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ document }) => fromDocument(document) as Notice)
}

/** The oldest messages to a destination, in the order in which they were written. */
export async function pendingMessages(
  db: Kysely<Tables>,
  { destination, limit }: { destination: string; limit: number },
): Promise<PendingMessage[]> {
  const rows = await db
    .selectFrom('outbox')
    .select(['document', 'parcel', 'sending'])
    .where('destination', '=', toColumn(destination))
    .orderBy('position')
    .limit(limit)
    .execute()
  return rows.map(({ document, parcel, sending }) => ({
    message: fromDocument(document) as Message,
    parcel,
    sending: sending === 1,
  }))
}

export async function markMessages(
  db: Kysely<Tables>,
  ids: readonly string[],
  mark: { parcel: string; sending: boolean },
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('outbox')
      .set({ parcel: toColumn(mark.parcel), sending: mark.sending ? 1 : 0 })
      .where('id', 'in', ids.map(toColumn))
      .execute()
  })
}

export async function removeMessages(db: Kysely<Tables>, ids: readonly string[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('outbox').where('id', 'in', ids.map(toColumn)).execute()
  })
}

/** Gives up what was written before `before` (unix seconds); answers how many to each destination. */
export async function giveUpMessages(
  db: Kysely<Tables>,
  before: number,
): Promise<ReadonlyMap<string, number>> {
  return db.transaction().execute(async (transaction) => {
    const rows = await transaction
      .deleteFrom('outbox')
      .where('created', '<', before)
      .returning('destination')
      .execute()
    const gone = new Map<string, number>()
    for (const { destination } of rows) gone.set(destination, (gone.get(destination) ?? 0) + 1)
    return gone
  })
}

export async function countMessages(db: Kysely<Tables>): Promise<number> {
  const row = await db
    .selectFrom('outbox')
    .select((count) => count.fn.countAll().as('waiting'))
    .executeTakeFirstOrThrow()
  return Number(row.waiting)
}
