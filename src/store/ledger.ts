import { type Kysely, sql } from 'kysely'

import type { ForecastClass, Outcome, Statement, Voice } from '../model/ledger.ts'
import type { ListFilter, Page } from '../model/page.ts'
import type { Prediction } from '../model/prediction.ts'
import { fromDocument, toColumn } from './document.ts'
import { listDocuments } from './lists.ts'
import type { BinScore, SignalScore, StatementCount } from './store.ts'
import type { Tables } from './tables.ts'

/** More than can be open: two a signal with a limit, of which there are at most some 600. */
const MAX_UNSETTLED = 10_000

/** Predictions with the outcome that the ledger knows by now: a withdrawn one learns it later. */
export async function listPredictions(
  db: Kysely<Tables>,
  filter: ListFilter,
): Promise<Page<Prediction>> {
  const { items, next } = await listDocuments(db, 'predictions', filter)
  if (items.length === 0) return { items, next }
  const rows = await db
    .selectFrom('statements')
    .select(['prediction', 'state'])
    .where(
      'prediction',
      'in',
      items.map(({ id }) => toColumn(id)),
    )
    .execute()
  const outcomes = new Map(rows.map(({ prediction, state }) => [prediction, state as Outcome]))
  return {
    items: items.map((one) => ({
      ...one,
      outcome: outcomes.get(toColumn(one.id)) ?? one.outcome,
    })),
    next,
  }
}

/** What waits for its outcome, and what was averted and could still come true after `now`. */
export async function unsettledStatements(db: Kysely<Tables>, now: number): Promise<Statement[]> {
  const rows = await db
    .selectFrom('statements')
    .select('document')
    .where(sql<boolean>`(state = 'pending' or (state = 'averted' and due > ${now}))`)
    .orderBy('start_time', 'desc')
    .limit(MAX_UNSETTLED)
    .execute()
  return rows.map(({ document }) => fromDocument(document) as Statement)
}

const error = (said: string) => sql<number>`(${sql.ref(said)} - hit) * (${sql.ref(said)} - hit)`
/**
 * The scored statements, with 1 for what came true. Said so that SQLite reads the index that holds it
 * all, and not the table by the index of states: a quarter of the time.
 */
const scored = (filter: ScoreFilter) => sql`(
  select class, signal, state, probability, reference,
    case when state = 'came_true' then 1.0 else 0.0 end as hit
  from statements
  where state <> 'pending' and state <> 'unknown'
    ${filter.class === undefined ? sql`` : sql`and class = ${filter.class}`}
    ${filter.since === undefined ? sql`` : sql`and start_time >= ${filter.since}`}) as scored`

interface ScoreFilter {
  readonly class?: ForecastClass | undefined
  readonly since?: number | undefined
}

/** The settled statements, added up by class and signal. */
export async function scoreSignals(
  db: Kysely<Tables>,
  filter: ScoreFilter,
): Promise<SignalScore[]> {
  const spread = sql`(probability - reference) * (probability - reference)`
  const halfway = sql`(probability + reference) * (2.0 - probability - reference)`
  const averted = (what: ReturnType<typeof error>) =>
    sql`sum(case when state = 'averted' then ${what} else 0.0 end)`
  const { rows } = await sql<Record<keyof SignalScore, never>>`
    select class, signal, count(*) as "scored",
      sum(case when state = 'averted' then 1 else 0 end) as "averted",
      sum(${error('probability')}) as "brier", sum(${error('reference')}) as "reference",
      ${averted(error('probability'))} as "avertedBrier",
      ${averted(error('reference'))} as "avertedReference",
      sum(case when state = 'averted' then 0.0 else ${spread} * ${halfway} end) as "doubt"
    from ${scored(filter)} group by class, signal`.execute(db)
  return rows.map(({ class: name, signal, ...sums }) => ({
    class: name,
    signal,
    ...(numbers(sums) as Omit<SignalScore, 'class' | 'signal'>),
  }))
}

/** The settled statements, added up by class and tenth of the probability. */
export async function scoreBins(db: Kysely<Tables>): Promise<BinScore[]> {
  const bin = sql`case when probability >= 1.0 then 9 else floor(probability * 10.0) end`
  const { rows } = await sql<Record<keyof BinScore, never>>`
    select class, ${bin} as "bin", count(*) as "count", sum(probability) as "said",
      sum(hit) as "happened"
    from ${scored({})} group by class, ${bin}`.execute(db)
  return rows.map(({ class: name, ...sums }) => ({
    class: name,
    ...(numbers(sums) as Omit<BinScore, 'class'>),
  }))
}

/** How many statements there are of each class and outcome. */
export async function countStatements(db: Kysely<Tables>): Promise<StatementCount[]> {
  const rows = await db
    .selectFrom('statements')
    .select(['class', 'state', sql<number | string>`count(*)`.as('count')])
    .groupBy(['class', 'state'])
    .execute()
  return rows.map(({ class: name, state, count }) => ({
    class: name as ForecastClass,
    outcome: state as Outcome,
    count: Number(count),
  }))
}

export async function listVoices(db: Kysely<Tables>): Promise<Voice[]> {
  const rows = await db.selectFrom('voices').selectAll().execute()
  return rows.map(({ class: name, silent, since }) => ({
    class: name as ForecastClass,
    silent: silent === 1,
    since,
  }))
}

/** pg hands out counts, and sums of integers, as text. */
function numbers(row: Readonly<Record<string, unknown>>): Record<string, number> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)]))
}
