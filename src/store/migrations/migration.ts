import type { Kysely, RawBuilder } from 'kysely'

/** Column types that the two databases spell differently. */
export interface ColumnTypes {
  /** Text compared byte by byte, so that both databases sort it alike. */
  readonly id: RawBuilder<unknown>
  readonly bytes: 'blob' | 'bytea'
  /** An integer that counts itself up. */
  readonly serial: 'integer' | 'bigserial'
}

/** One step of the schema. Once released it is never edited; the next change is the next file. */
export interface Migration {
  readonly name: string
  up(db: Kysely<never>, types: ColumnTypes): Promise<void>
}
