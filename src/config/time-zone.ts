import type { Kind } from './kinds.ts'

/** An IANA name that the runtime's zone database has. */
export const timeZone: Kind<string> = {
  placeholder: '<zone>',
  parse(raw) {
    try {
      // The name stays as it is written: the runtime would call Asia/Kolkata by its old name.
      return known(nameOf(raw))
    } catch {
      throw new Error(
        `expected a time zone such as UTC, Europe/Berlin or America/New_York, not ${JSON.stringify(raw)}`,
      )
    }
  },
}

function nameOf(raw: unknown): string {
  if (typeof raw === 'string' && raw.trim() !== '') return raw.trim()
  throw new Error('not a name')
}

/** The zone, if the runtime can tell its time; throws where it cannot. */
function known(zone: string): string {
  new Date(0).toLocaleString('en', { timeZone: zone })
  return zone
}
