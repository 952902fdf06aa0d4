import type { Kysely } from 'kysely'

import type { ModelState } from './store.ts'
import type { Tables } from './tables.ts'

/** All of them; some 4 KB a signal, so memory is bounded by the number of signals watched. */
export async function loadStates(db: Kysely<Tables>): Promise<ModelState[]> {
  const rows = await db.selectFrom('model_states').selectAll().orderBy('signal_id').execute()
  return rows.map(({ signal_id, timestamp, bytes }) => ({
    signalId: signal_id,
    timestamp,
    // pg hands out Buffers that share one memory; a copy of its own can be transferred.
    bytes: new Uint8Array(bytes),
  }))
}
