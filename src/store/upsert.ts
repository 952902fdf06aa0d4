import { setImmediate } from 'node:timers/promises'

import { type Kysely, sql } from 'kysely'

import type { Tables } from './tables.ts'

type Row = Readonly<Record<string, string | number | Uint8Array | null>>

/** Rows a statement; times at most 13 columns it stays below SQLite's 32,766 parameters. */
const BATCH = 500
/** The same for rows with bytes in them, 4 KB each: what SQLite writes in a few milliseconds. */
const BATCH_OF_BYTES = 100

/**
 * Writes rows, replacing those with the same key. Of rows with the same key the last one counts.
 * They go in the order of their keys, so that two writers on PostgreSQL cannot wait for each other
 * in a circle. Between the batches the event loop turns: SQLite works on our thread.
 */
export async function upsert(
  db: Kysely<Tables>,
  table: keyof Tables,
  keys: readonly string[],
  rows: readonly Row[],
): Promise<void> {
  const sorted = lastOfEachKey(keys, rows)
  const batch = hasBytes(sorted[0]) ? BATCH_OF_BYTES : BATCH
  for (let from = 0; from < sorted.length; from += batch) {
    if (from > 0) await setImmediate()
    await upsertBatch(db, table, keys, sorted.slice(from, from + batch))
  }
}

/** One row in a transaction of its own, as every write is: only those wait for other writers. */
export async function saveOne(
  db: Kysely<Tables>,
  table: 'events' | 'mutes',
  row: Row,
): Promise<void> {
  await db.transaction().execute((transaction) => upsert(transaction, table, ['id'], [row]))
}

function hasBytes(row: Row | undefined): boolean {
  return Object.values(row ?? {}).some((value) => value instanceof Uint8Array)
}

function lastOfEachKey(keys: readonly string[], rows: readonly Row[]): Row[] {
  const byKey = new Map(rows.map((row) => [keys.map((key) => row[key]).join('\n'), row]))
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

async function upsertBatch(
  db: Kysely<Tables>,
  table: keyof Tables,
  keys: readonly string[],
  rows: readonly Row[],
): Promise<void> {
  const columns = Object.keys(rows[0]!)
  const tuples = rows.map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`)
  const changes = columns
    .filter((column) => !keys.includes(column))
    .map((column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`)
  const replace = changes.length > 0 ? sql`do update set ${sql.join(changes)}` : sql`do nothing`
  await sql`
    insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
    values ${sql.join(tuples)}
    on conflict (${sql.join(keys.map((key) => sql.ref(key)))}) ${replace}`.execute(db)
}
