import type { Kysely } from 'kysely'

import type { ModelState } from './store.ts'
import type { Tables } from './tables.ts'

/**
 * All of them, in the order in which they lie on the disk: by their ids, each would be looked up at
 * a place of its own. Some 4 KB a signal, so memory is bounded by the number of signals watched.
 */
export async function loadStates(db: Kysely<Tables>): Promise<ModelState[]> {
  const rows = await db.selectFrom('model_states').selectAll().execute()
  return rows.map(({ signal_id, timestamp, bytes }) => ({
    signalId: signal_id,
    timestamp,
    // pg hands out Buffers that share one memory; a copy of its own can be transferred.
    bytes: Buffer.isBuffer(bytes) ? new Uint8Array(bytes) : bytes,
  }))
}
