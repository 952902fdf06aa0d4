import { type Kysely, type Transaction, sql } from 'kysely'

import { errors } from '../errors.ts'
import type { Migration } from './migrations/migration.ts'
import { init } from './migrations/001-init.ts'
import { ledger } from './migrations/002-ledger.ts'
import { operations } from './migrations/003-operations.ts'
import { outbox } from './migrations/004-outbox.ts'
import type { Dialect } from './dialect.ts'
import type { Tables } from './tables.ts'

/** In the order in which they run. */
const MIGRATIONS: readonly Migration[] = [init, ledger, operations, outbox]

/**
 * Brings the schema up to date, all of it or nothing. Processes that start at the same time wait
 * for one another. Throws STORE_UNAVAILABLE when a newer RootOps has been at work here.
 */
export async function migrate(db: Kysely<Tables>, dialect: Dialect): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await dialect.lockSchema(transaction)
    await sql`create table if not exists rootops_migrations
      (name text primary key)`.execute(transaction)
    const applied = await appliedNames(transaction)
    refuseTheFuture(applied)
    for (const migration of MIGRATIONS)
      if (!applied.has(migration.name)) await apply(migration, transaction, dialect)
  })
}

async function appliedNames(db: Kysely<Tables>): Promise<Set<string>> {
  const rows = await db.selectFrom('rootops_migrations').select('name').execute()
  return new Set(rows.map(({ name }) => name))
}

function refuseTheFuture(applied: ReadonlySet<string>): void {
  const unknown = [...applied].filter((name) => !MIGRATIONS.some((known) => known.name === name))
  if (unknown.length > 0)
    throw errors.storeUnavailable(
      `the database was written by a newer RootOps (it has the migration ${unknown.join(', ')}): ` +
        'start that version, or give this one another database',
    )
}

async function apply(
  migration: Migration,
  transaction: Transaction<Tables>,
  dialect: Dialect,
): Promise<void> {
  // A migration sees the schema of its own day, so it may not use today's table types.
  await migration.up(transaction as unknown as Kysely<never>, dialect.columnTypes)
  await transaction.insertInto('rootops_migrations').values({ name: migration.name }).execute()
}
