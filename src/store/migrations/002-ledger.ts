import { type Kysely, sql } from 'kysely'

import type { ColumnTypes, Migration } from './migration.ts'

/** The ledger of what was foretold, and which class of forecasts is told. */
export const ledger: Migration = {
  name: '002-ledger',
  async up(db, types) {
    await createStatements(db, types)
    await db.schema
      .createTable('voices')
      .addColumn('class', types.id, (column) => column.primaryKey())
      .addColumn('silent', 'integer', (column) => column.notNull())
      .addColumn('since', 'double precision', (column) => column.notNull())
      .execute()
    await db.schema
      .alterTable('predictions')
      .addColumn('class', 'text', (column) => column.notNull().defaultTo('saturation'))
      .execute()
    await renewPredictions(db)
  },
}

async function createStatements(db: Kysely<never>, { id }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('statements')
    .addColumn('id', id, (column) => column.primaryKey())
    .addColumn('prediction', id)
    .addColumn('signal', id, (column) => column.notNull())
    .addColumn('entity', id, (column) => column.notNull())
    .addColumn('service', id, (column) => column.notNull())
    .addColumn('class', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('start_time', 'double precision', (column) => column.notNull())
    .addColumn('end_time', 'double precision')
    .addColumn('due', 'double precision', (column) => column.notNull())
    .addColumn('probability', 'double precision', (column) => column.notNull())
    .addColumn('reference', 'double precision', (column) => column.notNull())
    .addColumn('document', 'text', (column) => column.notNull())
    .execute()
  const indexes: Readonly<Record<string, readonly string[]>> = {
    statements_start: ['start_time desc', 'id desc'],
    statements_entity: ['entity', 'start_time desc'],
    statements_service: ['service', 'start_time desc'],
    statements_prediction: ['prediction'],
    statements_state: ['state', 'start_time desc'],
    // All that the scores are made of, so that they are added up without reading a row.
    statements_scores: ['class', 'signal', 'state', 'start_time', 'probability', 'reference'],
  }
  for (const [name, columns] of Object.entries(indexes))
    await db.schema
      .createIndex(name)
      .on('statements')
      .columns(columns as never)
      .execute()
}

interface OldPrediction {
  readonly id: string
  readonly document: string
}

/** Predictions made before there was a ledger get the fields that documents have now. */
async function renewPredictions(db: Kysely<never>): Promise<void> {
  const { rows } = await sql<OldPrediction>`select id, document from predictions`.execute(db)
  for (const { id, document } of rows) {
    const old = JSON.parse(document) as Readonly<Record<string, unknown>>
    const name = old['model'] === 'exhaustion' ? 'exhaustion' : 'saturation'
    const renewed = {
      ...old,
      class: name,
      opened_at: old['made_at'],
      closed_because: null,
      outcome: old['state'] === 'came_true' ? 'came_true' : 'unknown',
    }
    await sql`update predictions set class = ${name}, document = ${JSON.stringify(renewed)}
      where id = ${id}`.execute(db)
  }
}
