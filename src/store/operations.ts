import type { Kysely } from 'kysely'

import { toColumn, toTime } from './document.ts'
import type { StoredOperation } from './store.ts'
import type { Tables } from './tables.ts'
import { upsert } from './upsert.ts'

/** Writes all of them, or none. */
export async function saveOperations(
  db: Kysely<Tables>,
  operations: readonly StoredOperation[],
): Promise<void> {
  const rows = operations.map(({ id, service, operation, seen, bytes }) => ({
    id: toColumn(id),
    service: toColumn(service),
    operation: toColumn(operation),
    seen: toTime(seen, id),
    bytes,
  }))
  if (rows.length === 0) return
  await db.transaction().execute((transaction) => upsert(transaction, 'operations', ['id'], rows))
}

/** Those that were called last; some 11 KB each at most, so `limit` bounds the memory. */
export async function loadOperations(
  db: Kysely<Tables>,
  limit: number,
): Promise<StoredOperation[]> {
  const rows = await db
    .selectFrom('operations')
    .selectAll()
    .orderBy('seen', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ bytes, ...row }) => ({
    ...row,
    // pg hands out Buffers that share one memory.
    bytes: Buffer.isBuffer(bytes) ? new Uint8Array(bytes) : bytes,
  }))
}
