import {
  type Dialect as KyselyDialect,
  type Driver,
  type Kysely,
  PostgresDialect,
  SqliteDialect,
  type SqliteDialectConfig,
  sql,
} from 'kysely'

import type { ColumnTypes } from './migrations/migration.ts'
import { openNodeSqlite, PatientSqliteDriver } from './node-sqlite.ts'
import type { Tables } from './tables.ts'

/** Everything in which the two databases differ; no other file asks which one it is. */
export interface Dialect {
  readonly kind: 'sqlite' | 'postgres'
  readonly kysely: KyselyDialect
  readonly columnTypes: ColumnTypes
  /** Held until the transaction ends. */
  lockSchema(transaction: Kysely<Tables>): Promise<void>
}

const CONNECT_TIMEOUT_MS = 10_000
/** No query of ours takes this long unless the server hangs. */
const STATEMENT_TIMEOUT_MS = 60_000
/** Any number will do, as long as it never changes: the advisory lock of our migrations. */
const SCHEMA_LOCK = 7_668_211_020

/** `folder` as `openNodeSqlite` takes it. */
export function sqliteDialect(folder: string): Dialect {
  return {
    kind: 'sqlite',
    kysely: new PatientSqliteDialect({ database: () => openNodeSqlite(folder) }),
    columnTypes: { id: sql`text`, bytes: 'blob', serial: 'integer' },
    // Every transaction begins as a writer, and SQLite has one writer at a time.
    lockSchema: async () => {},
  }
}

class PatientSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig

  constructor(config: SqliteDialectConfig) {
    super(config)
    this.#config = config
  }

  override createDriver(): Driver {
    return new PatientSqliteDriver(this.#config)
  }
}

export async function postgresDialect(databaseUrl: string): Promise<Dialect> {
  const { Pool } = await import('pg')
  const pool = new Pool({
    connectionString: databaseUrl,
    application_name: 'rootops',
    max: 8,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
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
