import { type Kysely, type RawBuilder, sql } from 'kysely'

import { MAX_STATEMENTS, type Tables } from './tables.ts'

/**
 * Forgets what ended before `before` (unix seconds), and what only hung on it; what is open stays,
 * however old. Findings of an incident that stays are kept with it. Answers how many rows went.
 */
export async function prune(db: Kysely<Tables>, before: number): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    let gone = 0
    for (const statement of deletions(before)) {
      const { numAffectedRows } = await statement.execute(transaction)
      gone += Number(numAffectedRows ?? 0)
    }
    return gone
  })
}

/** In the order in which one frees the next. */
function deletions(before: number): RawBuilder<unknown>[] {
  const withoutIncident = sql`not exists (select 1 from incidents where id = incident_id)`
  return [
    sql`delete from incidents where end_time < ${before} and state = 'resolved'`,
    sql`delete from incident_findings where ${withoutIncident}`,
    sql`delete from incident_entities where ${withoutIncident}`,
    sql`delete from findings where end_time < ${before}
      and not exists (select 1 from incident_findings where finding_id = findings.id)`,
    sql`delete from predictions where end_time < ${before}`,
    sql`delete from statements where end_time < ${before}`,
    sql`delete from statements where end_time is not null and start_time <= (
      select start_time from statements order by start_time desc limit 1 offset ${MAX_STATEMENTS})`,
    sql`delete from events where end_time < ${before}`,
    sql`delete from mutes where end_time < ${before}`,
    sql`delete from feedback where timestamp < ${before} and ${withoutIncident}`,
    sql`delete from model_states where timestamp < ${before}`,
    sql`delete from notices where end_time < ${before}`,
    sql`delete from outbox where created < ${before}`,
    sql`delete from operations where seen < ${before}`,
    // A signal lives as long as a cycle names it or its model learns.
    sql`delete from signals where seen < ${before}
      and not exists (select 1 from model_states where signal_id = signals.id)`,
  ]
}
