import type { Migration } from './migration.ts'

/** What is usual for operations whose spans are received. */
export const operations: Migration = {
  name: '003-operations',
  async up(db, types) {
    await db.schema
      .createTable('operations')
      .addColumn('id', types.id, (column) => column.primaryKey())
      .addColumn('service', types.id, (column) => column.notNull())
      .addColumn('operation', types.id, (column) => column.notNull())
      .addColumn('seen', 'double precision', (column) => column.notNull())
      .addColumn('bytes', types.bytes, (column) => column.notNull())
      .execute()
    await db.schema.createIndex('operations_seen').on('operations').column('seen').execute()
  },
}
