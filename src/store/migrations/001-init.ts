import type { CreateTableBuilder, Kysely } from 'kysely'

import type { ColumnTypes, Migration } from './migration.ts'

export const init: Migration = {
  name: '001-init',
  async up(db, types) {
    await createSignals(db, types)
    await createFindings(db, types)
    await createIncidents(db, types)
    await createPredictions(db, types)
    await createMarks(db, types)
    await createFeedback(db, types)
  },
}

async function createSignals(db: Kysely<never>, { id, bytes }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('signals')
    .addColumn('id', id, (column) => column.primaryKey())
    .addColumn('entity', id, (column) => column.notNull())
    .addColumn('service', id, (column) => column.notNull())
    .addColumn('seen', 'double precision', (column) => column.notNull())
    .addColumn('document', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('model_states')
    .addColumn('signal_id', id, (column) => column.primaryKey())
    .addColumn('timestamp', 'double precision', (column) => column.notNull())
    .addColumn('bytes', bytes, (column) => column.notNull())
    .execute()
}

async function createFindings(db: Kysely<never>, { id }: ColumnTypes): Promise<void> {
  await withTimes(db.schema.createTable('findings').addColumn('id', id, (c) => c.primaryKey()))
    .addColumn('entity', id, (column) => column.notNull())
    .addColumn('service', id, (column) => column.notNull())
    .execute()
  await indexTimes(db, 'findings')
  await indexEntity(db, 'findings')
}

async function createIncidents(db: Kysely<never>, { id }: ColumnTypes): Promise<void> {
  await withTimes(db.schema.createTable('incidents').addColumn('id', id, (c) => c.primaryKey()))
    .addColumn('state', 'text', (column) => column.notNull())
    .execute()
  await indexTimes(db, 'incidents')
  await db.schema
    .createTable('incident_findings')
    .addColumn('incident_id', id, (column) => column.notNull())
    .addColumn('finding_id', id, (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('incident_findings_key', ['incident_id', 'finding_id'])
    .execute()
  await db.schema
    .createIndex('incident_findings_finding')
    .on('incident_findings')
    .column('finding_id')
    .execute()
  await db.schema
    .createTable('incident_entities')
    .addColumn('incident_id', id, (column) => column.notNull())
    .addColumn('entity', id, (column) => column.notNull())
    .addPrimaryKeyConstraint('incident_entities_key', ['incident_id', 'entity'])
    .execute()
  await db.schema
    .createIndex('incident_entities_entity')
    .on('incident_entities')
    .column('entity')
    .execute()
}

async function createPredictions(db: Kysely<never>, { id }: ColumnTypes): Promise<void> {
  await withTimes(db.schema.createTable('predictions').addColumn('id', id, (c) => c.primaryKey()))
    .addColumn('entity', id, (column) => column.notNull())
    .addColumn('service', id, (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .execute()
  await indexTimes(db, 'predictions')
  await indexEntity(db, 'predictions')
}

/** What people and other systems put on the time line, and how far we have judged it. */
async function createMarks(db: Kysely<never>, { id }: ColumnTypes): Promise<void> {
  await withTimes(db.schema.createTable('events').addColumn('id', id, (c) => c.primaryKey()))
    .addColumn('service', id)
    .execute()
  await indexTimes(db, 'events')
  await withTimes(db.schema.createTable('mutes').addColumn('id', id, (c) => c.primaryKey()))
    .addColumn('entity', id)
    .execute()
  await indexTimes(db, 'mutes')
  await db.schema
    .createTable('marks')
    .addColumn('name', id, (column) => column.primaryKey())
    .addColumn('value', 'double precision', (column) => column.notNull())
    .execute()
}

async function createFeedback(db: Kysely<never>, { id, serial }: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('feedback')
    .addColumn('id', serial, (column) => column.primaryKey())
    .addColumn('incident_id', id, (column) => column.notNull())
    .addColumn('timestamp', 'double precision', (column) => column.notNull())
    .addColumn('document', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('feedback_incident')
    .on('feedback')
    .columns(['incident_id', 'timestamp'])
    .execute()
}

function withTimes<Table extends string, Column extends string>(
  table: CreateTableBuilder<Table, Column>,
) {
  return table
    .addColumn('start_time', 'double precision', (column) => column.notNull())
    .addColumn('end_time', 'double precision')
    .addColumn('document', 'text', (column) => column.notNull())
}

/** The order of every list: newest first, the id breaks ties. */
async function indexTimes(db: Kysely<never>, table: string): Promise<void> {
  await db.schema
    .createIndex(`${table}_start`)
    .on(table)
    .columns(['start_time desc', 'id desc'])
    .execute()
}

async function indexEntity(db: Kysely<never>, table: string): Promise<void> {
  for (const column of ['entity', 'service'])
    await db.schema
      .createIndex(`${table}_${column}`)
      .on(table)
      .columns([column, 'start_time desc'])
      .execute()
}
