import { Kysely, sql } from 'kysely'

import { errors } from '../errors.ts'
import { type Dialect, postgresDialect, sqliteDialect } from './dialect.ts'
import { createGuard, type Guard, secretsOf } from './failures.ts'
import { addFeedback, listFeedback } from './feedback.ts'
import { findIncident, listIncidents } from './incidents.ts'
import {
  countStatements,
  listPredictions,
  listVoices,
  scoreBins,
  scoreSignals,
  unsettledStatements,
} from './ledger.ts'
import { listDocuments, listSignals } from './lists.ts'
import { migrate } from './migrate.ts'
import { loadOperations, saveOperations } from './operations.ts'
import {
  countMessages,
  giveUpMessages,
  listNotices,
  markMessages,
  pendingMessages,
  removeMessages,
} from './outbox.ts'
import { prune } from './prune.ts'
import { eventRow, muteRow } from './rows.ts'
import { judgedUntil, saveCycle } from './save-cycle.ts'
import { loadStates } from './states.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'
import { saveOne } from './upsert.ts'

/** `path`: a folder, created when missing, or `:memory:`. `databaseUrl`: `postgres://…`. */
export type StoreOptions = { readonly path: string } | { readonly databaseUrl: string }

/**
 * Opens the database and brings its schema up to date. Throws CONFIG_INVALID for a URL that is not
 * PostgreSQL's, and STORE_UNAVAILABLE when the database cannot be used.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { dialect, guard } = await connect(options)
  const db = new Kysely<Tables>({ dialect: dialect.kysely })
  try {
    await guard(() => migrate(db, dialect))
  } catch (error) {
    await db.destroy().catch(() => {})
    throw error
  }
  return createStore(db, dialect.kind, guard)
}

async function connect(options: StoreOptions): Promise<{ dialect: Dialect; guard: Guard }> {
  if ('path' in options)
    return {
      dialect: sqliteDialect(options.path),
      guard: createGuard(`the database in "${options.path}"`, []),
    }
  const { databaseUrl } = options
  if (!/^postgres(ql)?:\/\//.test(databaseUrl))
    throw errors.configInvalid('the database URL must begin with postgres://')
  return {
    dialect: await postgresDialect(databaseUrl),
    guard: createGuard('PostgreSQL', secretsOf(databaseUrl)),
  }
}

function createStore(db: Kysely<Tables>, kind: Store['kind'], guard: Guard): Store {
  return {
    kind,
    saveCycle: (record) => guard(() => saveCycle(db, record)),
    judgedUntil: () => guard(() => judgedUntil(db)),
    loadStates: () => guard(() => loadStates(db)),
    listSignals: (filter) => guard(() => listSignals(db, filter)),
    listFindings: (filter) => guard(() => listDocuments(db, 'findings', filter)),
    listIncidents: (filter) => guard(() => listIncidents(db, filter)),
    findIncident: (id) => guard(() => findIncident(db, id)),
    listPredictions: (filter) => guard(() => listPredictions(db, filter)),
    listStatements: (filter) => guard(() => listDocuments(db, 'statements', filter)),
    unsettledStatements: (now) => guard(() => unsettledStatements(db, now)),
    scoreSignals: (filter) => guard(() => scoreSignals(db, filter)),
    scoreBins: () => guard(() => scoreBins(db)),
    countStatements: () => guard(() => countStatements(db)),
    listVoices: () => guard(() => listVoices(db)),
    saveOperations: (operations) => guard(() => saveOperations(db, operations)),
    loadOperations: (limit) => guard(() => loadOperations(db, limit)),
    addEvent: (event) => guard(() => saveOne(db, 'events', eventRow(event))),
    listEvents: (filter) => guard(() => listDocuments(db, 'events', filter)),
    addMute: (mute) => guard(() => saveOne(db, 'mutes', muteRow(mute))),
    listMutes: (filter) => guard(() => listDocuments(db, 'mutes', filter)),
    addFeedback: (feedback) => guard(() => addFeedback(db, feedback)),
    listFeedback: (incident) => guard(() => listFeedback(db, incident)),
    listNotices: (filter) => guard(() => listNotices(db, filter)),
    pendingMessages: (filter) => guard(() => pendingMessages(db, filter)),
    markMessages: (ids, mark) => guard(() => markMessages(db, ids, mark)),
    removeMessages: (ids) => guard(() => removeMessages(db, ids)),
    giveUpMessages: (before) => guard(() => giveUpMessages(db, before)),
    countMessages: () => guard(() => countMessages(db)),
    prune: (before) => guard(() => prune(db, before)),
    check: () => guard(async () => void (await sql`select 1 from marks limit 1`.execute(db))),
    close: () => guard(() => db.destroy()),
  }
}
