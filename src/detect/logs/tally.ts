import type { LogColumns, LogLevel } from '../../model/log-analysis.ts'
import type { CountSeries } from './count-series.ts'
import { createTemplateMiner, type Pattern } from './template-miner.ts'
import type { Windows } from './windows.ts'

/** The lines of one pattern in one service. */
export interface Group {
  readonly pattern: Pattern
  readonly service: string
  /** The level that most of them have. */
  readonly level: LogLevel
  readonly count: number
  readonly counts: Uint32Array
}

/** Error lines of one service, or of all where `service` is undefined. */
export interface ErrorTally {
  readonly service: string | undefined
  readonly count: number
  readonly lines: number
  readonly counts: Uint32Array
}

export interface Tally {
  readonly groups: readonly Group[]
  readonly errors: readonly ErrorTally[]
  readonly errorCount: number
  readonly warningCount: number
}

const LEVELS: readonly LogLevel[] = [
  'fatal',
  'error',
  'warning',
  'info',
  'debug',
  'trace',
  'unknown',
]

export const isError = (level: LogLevel): boolean => level === 'error' || level === 'fatal'

interface Growing {
  readonly pattern: Pattern
  readonly service: string
  readonly levels: Uint32Array
  readonly counts: Uint32Array
  count: number
}

/** Fewer lines than these are no surge; of errors fewer are needed to matter. */
const MIN_LINES = 10
const MIN_ERROR_LINES = 5

/** Counts a batch by pattern and service, by window and by level. */
export function tallyOf(columns: LogColumns, windows: Windows): Tally {
  const groups = groupsOf(columns, windows)
  const errors = errorsOf(columns, windows)
  let warningCount = 0
  for (const level of columns.level) if (level === 'warning') warningCount++
  return { groups, errors, errorCount: errors[0]!.count, warningCount }
}

function groupsOf(columns: LogColumns, windows: Windows): Group[] {
  const miner = createTemplateMiner()
  const first = columns.message.map((message) => miner.add(message))
  // Only now is it known which patterns became one.
  const byService = new Map<string, Map<Pattern, Growing>>()
  for (let row = 0; row < columns.length; row++) {
    const pattern = miner.resolve(first[row]!)
    const service = columns.service[row]!
    const own = byService.get(service) ?? new Map<Pattern, Growing>()
    if (own.size === 0) byService.set(service, own)
    const group = own.get(pattern) ?? growing(pattern, service, windows.count)
    if (group.count === 0) own.set(pattern, group)
    group.count++
    group.counts[windows.of[row]!]!++
    group.levels[LEVELS.indexOf(columns.level[row]!)]!++
  }
  const groups: Group[] = []
  for (const own of byService.values())
    for (const group of own.values()) groups.push(finished(group))
  return groups.sort((a, b) => b.count - a.count)
}

function finished({ pattern, service, levels, counts, count }: Growing): Group {
  return { pattern, service, level: commonest(levels), counts, count }
}

function growing(pattern: Pattern, service: string, windows: number): Growing {
  const levels = new Uint32Array(LEVELS.length)
  return { pattern, service, levels, counts: new Uint32Array(windows), count: 0 }
}

/** The commonest level, of equals the worst. */
function commonest(levels: Uint32Array): LogLevel {
  return LEVELS[levels.indexOf(Math.max(...levels))]!
}

/** All errors first, then each service's where there are several. */
function errorsOf(columns: LogColumns, windows: Windows): ErrorTally[] {
  const empty = (service: string | undefined) => {
    return { service, count: 0, lines: 0, counts: new Uint32Array(windows.count) }
  }
  const all = empty(undefined)
  const services = new Map<string, ReturnType<typeof empty>>()
  for (let row = 0; row < columns.length; row++) {
    const service = columns.service[row]!
    const own = services.get(service) ?? empty(service)
    if (own.lines === 0) services.set(service, own)
    for (const one of [all, own]) {
      one.lines++
      if (!isError(columns.level[row]!)) continue
      one.count++
      one.counts[windows.of[row]!]!++
    }
  }
  return services.size > 1 ? [all, ...services.values()] : [all]
}

/** A group as a series of counts to be searched for changes. */
export function seriesOfGroup({ counts, level }: Group): CountSeries {
  const minLines = isError(level) ? MIN_ERROR_LINES : MIN_LINES
  return { counts, minLines, relative: true, mayVanish: !isError(level) }
}

export function seriesOfErrors({ counts }: ErrorTally): CountSeries {
  return { counts, minLines: MIN_ERROR_LINES, relative: true, mayVanish: false }
}

/** All lines together can only rise in number, not in share. */
export function seriesOfAll(lines: Uint32Array): CountSeries {
  return { counts: lines, minLines: MIN_LINES, relative: false, mayVanish: false }
}
