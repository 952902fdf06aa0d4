import { formatRfc3339 } from '../../math/rfc3339.ts'
import type { LogAnalysis, LogColumns, LogPattern } from '../../model/log-analysis.ts'
import type { Rejected } from '../../model/span.ts'
import { findAnomalies, type Found } from './anomalies.ts'
import { tallyOf, type Tally } from './tally.ts'
import { cutIntoWindows } from './windows.ts'

/** Fewer lines carry no verdict. */
const MIN_LINES = 20
/** What an answer lists at most; counts are always of everything. */
const LISTED_PATTERNS = 1000
const LISTED_ANOMALIES = 50

export interface LogContext {
  /** When the analysis is made, unix seconds. */
  readonly now: number
  readonly rejected: Rejected
  readonly warnings: readonly string[]
}

/**
 * Patterns, levels and what is odd in one batch of lines. The batch is its own history: its later
 * part is held against its earlier part. Fewer than 20 lines get counts and no verdict.
 */
export function analyzeLogs(columns: LogColumns, context: LogContext): LogAnalysis {
  const { length } = columns
  const windows = length === 0 ? undefined : cutIntoWindows(columns)
  const tally = windows === undefined ? undefined : tallyOf(columns, windows)
  const enough = length >= MIN_LINES && tally !== undefined && windows !== undefined
  const found = enough ? findAnomalies(tally, windows) : undefined
  const errorCount = tally?.errorCount ?? 0
  return {
    log_count: length,
    error_count: errorCount,
    warning_count: tally?.warningCount ?? 0,
    error_rate: length === 0 ? 0 : errorCount / length,
    anomalies: found?.anomalies.slice(0, LISTED_ANOMALIES) ?? [],
    spike_score: found?.spikeScore ?? 0,
    timestamp: formatRfc3339(context.now) ?? '',
    window: spanOf(columns.timestamp),
    patterns: listPatterns(tally, length),
    rejected: context.rejected,
    warnings: [...context.warnings, ...warningsOf(columns, { tally, found })],
    verdict: verdictOf(found),
  }
}

/** What is only told, at the level of information, makes a batch no odd one. */
function verdictOf(found: Found | undefined): LogAnalysis['verdict'] {
  if (found === undefined) return 'insufficient_data'
  return found.anomalies.some(({ severity }) => severity !== 'info') ? 'anomalous' : 'ok'
}

function listPatterns(tally: Tally | undefined, lines: number): LogPattern[] {
  if (tally === undefined) return []
  return tally.groups.slice(0, LISTED_PATTERNS).map(({ pattern, service, level, count }) => ({
    id: pattern.id,
    template: pattern.template,
    level,
    service,
    count,
    share: count / lines,
    sample: pattern.sample,
  }))
}

function warningsOf(
  columns: LogColumns,
  { tally, found }: { tally: Tally | undefined; found: Found | undefined },
): string[] {
  const warnings: string[] = []
  if (found === undefined)
    warnings.push(`Only ${columns.length} lines: a verdict takes ${MIN_LINES} or more.`)
  const untimed = columns.timestamp.reduce((count, time) => count + (time === time ? 0 : 1), 0)
  if (untimed > 0)
    warnings.push(`${untimed} of ${columns.length} lines have no time that could be read.`)
  const patterns = tally?.groups.length ?? 0
  if (patterns > LISTED_PATTERNS)
    warnings.push(`${patterns} patterns were found; the ${LISTED_PATTERNS} largest are listed.`)
  const anomalies = found?.anomalies.length ?? 0
  if (anomalies > LISTED_ANOMALIES)
    warnings.push(`${anomalies} anomalies were found; the ${LISTED_ANOMALIES} gravest are listed.`)
  return warnings
}

function spanOf(timestamps: Float64Array): LogAnalysis['window'] {
  let start = Infinity
  let end = -Infinity
  for (const time of timestamps) {
    if (time < start) start = time
    if (time > end) end = time
  }
  return { start: formatRfc3339(start), end: formatRfc3339(end) }
}
