import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'

import { CompiledQuery, type DatabaseConnection, type SqliteDatabase, SqliteDriver } from 'kysely'

/** How long a writer waits for another one, in this process or in another. */
const PATIENCE_MS = 10_000
const PAUSE_MS = 10
/** How long SQLite itself waits; it does so on our thread, where nothing else can run. */
const BLOCKING_WAIT_MS = 50
const SQLITE_BUSY = 5

/**
 * Begins every transaction as a writer: one that begins as a reader fails as soon as another
 * process writes before it does. While the other one writes, the event loop goes on.
 */
export class PatientSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await whenUnlocked(() => connection.executeQuery(CompiledQuery.raw('begin immediate')))
  }
}

/** `rootops.db` inside the folder, which is created; `:memory:` keeps nothing. */
export async function openNodeSqlite(folder: string): Promise<SqliteDatabase> {
  const database = new DatabaseSync(databaseFile(folder), { timeout: BLOCKING_WAIT_MS })
  await whenUnlocked(async () => prepareForWork(database))
  return {
    close: () => database.close(),
    prepare: (text) => {
      const statement = database.prepare(text)
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...(parameters as SQLInputValue[])),
        run: (parameters) => statement.run(...(parameters as SQLInputValue[])),
        iterate: (parameters) => statement.iterate(...(parameters as SQLInputValue[])),
      }
    },
  }
}

/**
 * WAL with synchronous=FULL syncs the log at every commit: an acknowledged write survives kill -9
 * and a power cut. The log is cut back to 64 MiB after a checkpoint.
 */
function prepareForWork(database: DatabaseSync): void {
  database.exec(`
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma journal_size_limit = 67108864;
  `)
}

function databaseFile(folder: string): string {
  if (folder === ':memory:') return folder
  mkdirSync(folder, { recursive: true })
  return path.join(folder, 'rootops.db')
}

async function whenUnlocked(work: () => Promise<unknown>): Promise<void> {
  for (let waited = 0; ; waited += PAUSE_MS + BLOCKING_WAIT_MS) {
    try {
      await work()
      return
    } catch (error) {
      if (!isBusy(error) || waited >= PATIENCE_MS) throw error
    }
    await setTimeout(PAUSE_MS)
  }
}

function isBusy(error: unknown): boolean {
  // The low byte is the kind of error, the rest its variety.
  return (
    error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY
  )
}
