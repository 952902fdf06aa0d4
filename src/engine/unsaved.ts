import type { CycleRecord } from '../store/store.ts'

/** Kept while the database is away: more would be a long outage, of which the newest counts. */
const MOST_KEPT = 10_000

/** What could not be written, and what came since, as one record: of everything the newest form. */
export function together(unsaved: CycleRecord | undefined, record: CycleRecord): CycleRecord {
  if (!unsaved) return record
  return {
    ...record,
    findings: newest(unsaved.findings, record.findings),
    incidents: newest(unsaved.incidents, record.incidents),
    predictions: newest(unsaved.predictions, record.predictions),
    statements: newest(unsaved.statements, record.statements),
    // A handful: the later one wins when they are written in this order.
    voices: [...(unsaved.voices ?? []), ...(record.voices ?? [])],
  }
}

function newest<T extends { readonly id: string }>(
  before: readonly T[] = [],
  since: readonly T[] = [],
): T[] {
  const byId = new Map<string, T>()
  for (const one of [...before, ...since]) {
    // Last in, last in the order of the map: what is cut is what has not changed for longest.
    byId.delete(one.id)
    byId.set(one.id, one)
  }
  return [...byId.values()].slice(-MOST_KEPT)
}
