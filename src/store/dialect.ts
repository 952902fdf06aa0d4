import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'

import {
  type Dialect as KyselyDialect,
  type Kysely,
  PostgresDialect,
  SqliteDialect,
  type SqliteDatabase,
  sql,
} from 'kysely'
import { Pool } from 'pg'

import type { ColumnTypes } from './migrations/migration.ts'
import type { Tables } from './tables.ts'

/** Everything in which the two databases differ; no other file asks which one it is. */
export interface Dialect {
  readonly kind: 'sqlite' | 'postgres'
  readonly kysely: KyselyDialect
  readonly columnTypes: ColumnTypes
  /** Held until the transaction ends. */
  lockSchema(transaction: Kysely<Tables>): Promise<void>
}

/** How long a writer waits for another process, and a query for a connection. */
const PATIENCE_MS = 10_000
/** No query of ours takes this long unless the server hangs. */
const STATEMENT_TIMEOUT_MS = 60_000
/** Any number will do, as long as it never changes: the advisory lock of our migrations. */
const SCHEMA_LOCK = 7_668_211_020

/** `rootops.db` inside the folder, which is created; `:memory:` keeps nothing. */
export function sqliteDialect(folder: string): Dialect {
  return {
    kind: 'sqlite',
    kysely: new SqliteDialect({ database: async () => openSqlite(folder) }),
    columnTypes: { id: sql`text`, bytes: 'blob', serial: 'integer' },
    // Every transaction begins as a writer, and SQLite has one writer at a time.
    lockSchema: async () => {},
  }
}

function openSqlite(folder: string): SqliteDatabase {
  const database = new DatabaseSync(databaseFile(folder), { timeout: PATIENCE_MS })
  // WAL with synchronous=FULL syncs the log at every commit: an acknowledged write survives
  // kill -9 and a power cut. The log is cut back to 64 MiB after a checkpoint.
  database.exec(`
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma journal_size_limit = 67108864;
    pragma foreign_keys = on;
  `)
  return {
    close: () => database.close(),
    prepare: (text) => {
      // A transaction that begins as a reader fails at once when another process wrote in between;
      // one that begins as a writer waits for its turn.
      const statement = database.prepare(text === 'begin' ? 'begin immediate' : text)
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
        run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
        iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
      }
    },
  }
}

function databaseFile(folder: string): string {
  if (folder === ':memory:') return folder
  mkdirSync(folder, { recursive: true })
  return path.join(folder, 'rootops.db')
}

export function postgresDialect(databaseUrl: string): Dialect {
  const pool = new Pool({
    connectionString: databaseUrl,
    application_name: 'rootops',
    max: 8,
    connectionTimeoutMillis: PATIENCE_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
  })
  // An idle connection that the server drops is replaced by the pool; without a listener the
  // event would end the process.
  pool.on('error', () => {})
  return {
    kind: 'postgres',
    kysely: new PostgresDialect({ pool }),
    columnTypes: { id: sql`text collate "C"`, bytes: 'bytea', serial: 'bigserial' },
    lockSchema: async (transaction) => {
      await sql`select pg_advisory_xact_lock(${SCHEMA_LOCK})`.execute(transaction)
    },
  }
}
