import type { Kysely } from 'kysely'

import type { Finding } from '../model/finding.ts'
import type { Incident } from '../model/incident.ts'
import type { ListFilter, Page } from '../model/page.ts'
import { fromDocument, toColumn } from './document.ts'
import { listDocuments } from './lists.ts'
import { MAX_FINDINGS, type Tables } from './tables.ts'

type Bare = Omit<Incident, 'findings'>

export async function listIncidents(
  db: Kysely<Tables>,
  filter: ListFilter,
): Promise<Page<Incident>> {
  const { items, next } = await listDocuments(db, 'incidents', filter)
  return { items: await withFindings(db, items), next }
}

export async function findIncident(db: Kysely<Tables>, id: string): Promise<Incident | undefined> {
  const row = await db
    .selectFrom('incidents')
    .select('document')
    .where('id', '=', toColumn(id))
    .executeTakeFirst()
  if (!row) return undefined
  const [incident] = await withFindings(db, [fromDocument(row.document) as Bare])
  return incident
}

/** One query for the findings of all of them. */
async function withFindings(db: Kysely<Tables>, bare: readonly Bare[]): Promise<Incident[]> {
  if (bare.length === 0) return []
  const rows = await db
    .selectFrom('incident_findings')
    .innerJoin('findings', 'findings.id', 'incident_findings.finding_id')
    .select(['incident_findings.incident_id', 'findings.document'])
    .where(
      'incident_id',
      'in',
      bare.map(({ id }) => toColumn(id)),
    )
    .where('position', '<', MAX_FINDINGS)
    .orderBy('position')
    .execute()
  const findings = Map.groupBy(rows, (row) => row.incident_id)
  return bare.map((incident) => ({
    ...incident,
    findings: (findings.get(toColumn(incident.id)) ?? []).map(
      ({ document }) => fromDocument(document) as Finding,
    ),
  }))
}
