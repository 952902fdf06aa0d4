import { type Expression, type Kysely, type SqlBool, sql } from 'kysely'

import { errors } from '../errors.ts'
import type { Event, Mute } from '../model/event.ts'
import type { Finding } from '../model/finding.ts'
import type { Incident } from '../model/incident.ts'
import { OUTCOMES, type Statement } from '../model/ledger.ts'
import type { ListFilter, Page } from '../model/page.ts'
import { PREDICTION_STATES, type Prediction } from '../model/prediction.ts'
import type { Signal } from '../model/signal.ts'
import { decodeCursor, encodeCursor, pageSize } from './cursor.ts'
import { fromDocument, toColumn } from './document.ts'
import type { Tables, TimedTable } from './tables.ts'

const MAX_PAGE = 1000

/** What the documents of each table are. */
interface Documents {
  findings: Finding
  incidents: Omit<Incident, 'findings'>
  predictions: Prediction
  statements: Statement
  events: Event
  mutes: Mute
}

type Condition = Expression<SqlBool>

/** How one list answers the filters that not every list knows in the same way. */
interface ListShape {
  readonly entity: (name: string) => Condition
  /** Each state that one may ask for; empty where things have none. */
  readonly states: Readonly<Record<string, Condition>>
  readonly maxPage?: number
}

const entityOrService = (name: string) => sql<SqlBool>`(entity = ${name} or service = ${name})`
const stateIs = (state: string) => sql<SqlBool>`state = ${state}`

const statesOf = (states: readonly string[]) =>
  Object.fromEntries(states.map((state) => [state, stateIs(state)]))

const SHAPES: Readonly<Record<TimedTable, ListShape>> = {
  findings: {
    entity: entityOrService,
    states: { open: sql`end_time is null`, ended: sql`end_time is not null` },
  },
  incidents: {
    entity: (name) => sql`id in (select incident_id from incident_entities where entity = ${name})`,
    states: {
      open: stateIs('open'),
      acknowledged: stateIs('acknowledged'),
      resolved: stateIs('resolved'),
    },
    // Each brings up to MAX_FINDINGS findings along.
    maxPage: 500,
  },
  predictions: {
    entity: entityOrService,
    states: statesOf(PREDICTION_STATES),
  },
  statements: { entity: entityOrService, states: statesOf(OUTCOMES) },
  events: { entity: (name) => sql`service = ${name}`, states: {} },
  mutes: { entity: (name) => sql`entity = ${name}`, states: {} },
}

/**
 * A page, newest first, of what overlaps `start`…`end`; what goes on reaches to infinity. Throws
 * INPUT_INVALID for a damaged cursor and for a state that the list does not know.
 */
export async function listDocuments<Table extends TimedTable>(
  db: Kysely<Tables>,
  table: Table,
  filter: ListFilter,
): Promise<Page<Documents[Table]>> {
  const shape = SHAPES[table]
  const size = pageSize(filter.limit, shape.maxPage ?? MAX_PAGE)
  // Every timed table has the columns that are read here, and Kysely wants one name.
  let query = db
    .selectFrom(table as 'findings')
    .select(['id', 'start_time', 'document'])
    .orderBy('start_time', 'desc')
    .orderBy('id', 'desc')
    // One more tells whether there is a next page.
    .limit(size + 1)
  for (const condition of conditions(table, filter)) query = query.where(condition)
  const rows = await query.execute()
  const last = rows.length > size ? rows[size - 1] : undefined
  return {
    items: rows.slice(0, size).map(({ document }) => fromDocument(document) as Documents[Table]),
    next: last ? encodeCursor({ time: last.start_time, id: last.id }) : null,
  }
}

function conditions(table: TimedTable, filter: ListFilter): Condition[] {
  const { cursor, start, end, state, entity, class: name } = filter
  const found: Condition[] = []
  if (cursor !== undefined) found.push(olderThan(cursor))
  if (end !== undefined) found.push(sql`start_time <= ${end}`)
  if (start !== undefined) found.push(sql`(end_time is null or end_time >= ${start})`)
  if (state !== undefined) found.push(inState(table, state))
  if (entity !== undefined) found.push(SHAPES[table].entity(toColumn(entity)))
  if (name !== undefined) found.push(sql`class = ${toColumn(name)}`)
  return found
}

/** `start_time <= t` is implied, and lets the index begin at the right place. */
function olderThan(cursor: string): Condition {
  const { time, id } = decodeCursor(cursor)
  return sql`(start_time <= ${time} and (start_time < ${time} or id < ${id}))`
}

function inState(table: TimedTable, state: string): Condition {
  const { states } = SHAPES[table]
  const condition = Object.hasOwn(states, state) ? states[state] : undefined
  if (condition) return condition
  const known = Object.keys(states).join(', ')
  throw errors.inputInvalid(
    known ? `the state of ${table} is one of ${known}` : `${table} have no state to filter by`,
  )
}

/** Signals have no time: their list is in the order of their ids and takes `entity` only. */
export async function listSignals(db: Kysely<Tables>, filter: ListFilter): Promise<Page<Signal>> {
  const size = pageSize(filter.limit, MAX_PAGE)
  let query = db
    .selectFrom('signals')
    .select(['id', 'document'])
    .orderBy('id')
    .limit(size + 1)
  if (filter.cursor !== undefined) query = query.where('id', '>', decodeCursor(filter.cursor).id)
  if (filter.entity !== undefined) query = query.where(entityOrService(toColumn(filter.entity)))
  const rows = await query.execute()
  const last = rows.length > size ? rows[size - 1] : undefined
  return {
    items: rows.slice(0, size).map(({ document }) => fromDocument(document) as Signal),
    next: last ? encodeCursor({ time: 0, id: last.id }) : null,
  }
}
