import { createRequire } from 'node:module'

import type { HOLIDAY_TABLE } from './holiday-table.ts'

/** The years that holidays are known of; regular ones of other years are not told. */
export const HOLIDAY_YEARS = { first: 2024, last: 2036 } as const

/** 160 KB that most processes have no use for, hence not by `import`. */
const require = createRequire(import.meta.url)
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

let table: ReadonlyMap<string, string> | undefined

/** The places that holidays are known of, by ISO 3166: `DE`, `DE-BY`, `US-NY`. */
export function holidayPlaces(): Iterable<string> {
  return places().keys()
}

/**
 * The public holidays of a country or one of its regions in a year, as `2026-12-25` in the order of
 * time; undefined for a place that is not known. None for a year outside `HOLIDAY_YEARS`.
 */
export function holidaysOf(place: string, year: number): string[] | undefined {
  const line = places().get(place)
  if (line === undefined) return undefined
  const { first, last } = HOLIDAY_YEARS
  if (year < first || year > last) return []
  const [everyYear = '', byYear = ''] = line.split('|')
  const days = `${everyYear}${byYear.split(',')[year - first] ?? ''}`.match(/\d{4}/g) ?? []
  return days.sort().map((day) => `${year}-${day.slice(0, 2)}-${day.slice(2)}`)
}

/**
 * A line a place: `DE-BY 0101…|0329…,0418…`, the days of every year, then those of each year;
 * or `FR-75=FR`, a region that has no days of its own.
 */
function places(): ReadonlyMap<string, string> {
  if (table) return table
  const file: string = `./holiday-table.${extension}`
  const { HOLIDAY_TABLE: text } = require(file) as { HOLIDAY_TABLE: typeof HOLIDAY_TABLE }
  const read = new Map<string, string>()
  // A country stands before its regions.
  for (const line of text.trim().split('\n')) {
    const [, place = '', sign, rest = ''] = /^(\S+?)([ =])(.*)$/.exec(line) ?? []
    read.set(place, sign === '=' ? (read.get(rest) ?? '') : rest)
  }
  table = read
  return table
}
