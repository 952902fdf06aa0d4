import type { Migration } from './migration.ts'

/** What was told of incidents and predictions, and the messages that are on their way. */
export const outbox: Migration = {
  name: '004-outbox',
  async up(db, types) {
    await db.schema
      .createTable('notices')
      .addColumn('id', types.id, (column) => column.primaryKey())
      .addColumn('end_time', 'double precision')
      .addColumn('document', 'text', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('notices_end').on('notices').column('end_time').execute()
    await db.schema
      .createTable('outbox')
      .addColumn('position', types.serial, (column) => column.primaryKey())
      .addColumn('id', types.id, (column) => column.notNull().unique())
      .addColumn('destination', types.id, (column) => column.notNull())
      .addColumn('created', 'double precision', (column) => column.notNull())
      .addColumn('parcel', types.id)
      .addColumn('sending', 'integer', (column) => column.notNull())
      .addColumn('document', 'text', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('outbox_destination')
      .on('outbox')
      .columns(['destination', 'position'])
      .execute()
    await db.schema.createIndex('outbox_created').on('outbox').column('created').execute()
  },
}
