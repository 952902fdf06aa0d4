import type { Kysely } from 'kysely'

import type { Incident } from '../model/incident.ts'
import { toColumn, toTime } from './document.ts'
import { saveTold } from './outbox.ts'
import {
  findingRow,
  incidentEntityRows,
  incidentFindingRows,
  incidentRow,
  predictionRow,
  signalRow,
  statementRow,
  voiceRow,
} from './rows.ts'
import type { CycleRecord } from './store.ts'
import type { Tables } from './tables.ts'
import { upsert } from './upsert.ts'

const JUDGED_UNTIL = 'judged_until'

/** Writes what a cycle found in one transaction: all of it is there afterwards, or nothing. */
export async function saveCycle(db: Kysely<Tables>, record: CycleRecord): Promise<void> {
  const { findings = [], incidents = [], predictions = [], states = [] } = record
  await db.transaction().execute(async (transaction) => {
    await saveSignals(transaction, record)
    // A finding may come alone and inside its incident; what the cycle says of it alone is newer.
    const told = [...incidents.flatMap((incident) => incident.findings), ...findings]
    await upsert(transaction, 'findings', ['id'], told.map(findingRow))
    await saveIncidents(transaction, incidents)
    await upsert(transaction, 'predictions', ['id'], predictions.map(predictionRow))
    await upsert(transaction, 'statements', ['id'], (record.statements ?? []).map(statementRow))
    await upsert(transaction, 'voices', ['class'], (record.voices ?? []).map(voiceRow))
    await upsert(
      transaction,
      'model_states',
      ['signal_id'],
      states.map(({ signalId, timestamp, bytes }) => ({
        signal_id: toColumn(signalId),
        timestamp: toTime(timestamp, signalId),
        bytes,
      })),
    )
    await saveTold(transaction, record)
    if (record.judgedUntil !== undefined) {
      const value = toTime(record.judgedUntil, 'the last cycle')
      await upsert(transaction, 'marks', ['name'], [{ name: JUDGED_UNTIL, value }])
    }
  })
}

/** Unix seconds up to which everything has been judged; undefined before the first cycle. */
export async function judgedUntil(db: Kysely<Tables>): Promise<number | undefined> {
  const mark = await db
    .selectFrom('marks')
    .select('value')
    .where('name', '=', JUDGED_UNTIL)
    .executeTakeFirst()
  return mark?.value
}

async function saveSignals(db: Kysely<Tables>, record: CycleRecord): Promise<void> {
  if (!record.signals?.length) return
  const seen = record.judgedUntil ?? (await judgedUntil(db)) ?? 0
  const rows = record.signals.map((signal) => signalRow(signal, seen))
  await upsert(db, 'signals', ['id'], rows)
}

async function saveIncidents(db: Kysely<Tables>, incidents: readonly Incident[]): Promise<void> {
  if (incidents.length === 0) return
  const latest = [...new Map(incidents.map((incident) => [incident.id, incident])).values()]
  await upsert(db, 'incidents', ['id'], latest.map(incidentRow))
  for (const table of ['incident_findings', 'incident_entities'] as const)
    await db
      .deleteFrom(table)
      .where(
        'incident_id',
        'in',
        latest.map(({ id }) => toColumn(id)),
      )
      .execute()
  await upsert(
    db,
    'incident_findings',
    ['incident_id', 'finding_id'],
    latest.flatMap(incidentFindingRows),
  )
  await upsert(
    db,
    'incident_entities',
    ['incident_id', 'entity'],
    latest.flatMap(incidentEntityRows),
  )
}
