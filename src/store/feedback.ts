import type { Kysely } from 'kysely'

import { fromDocument, toColumn, toDocument, toTime } from './document.ts'
import type { StoredFeedback } from './store.ts'
import type { Tables } from './tables.ts'

/** Every word counts: feedback is added to, never replaced. */
export async function addFeedback(db: Kysely<Tables>, feedback: StoredFeedback): Promise<void> {
  const row = {
    incident_id: toColumn(feedback.incident),
    timestamp: toTime(feedback.timestamp, 'the feedback'),
    document: toDocument(feedback),
  }
  await db
    .transaction()
    .execute((transaction) => transaction.insertInto('feedback').values(row).execute())
}

/** Newest first. */
export async function listFeedback(
  db: Kysely<Tables>,
  incident: string,
): Promise<StoredFeedback[]> {
  const rows = await db
    .selectFrom('feedback')
    .select('document')
    .where('incident_id', '=', toColumn(incident))
    .orderBy('timestamp', 'desc')
    .orderBy('id', 'desc')
    .limit(1000)
    .execute()
  return rows.map(({ document }) => fromDocument(document) as StoredFeedback)
}
