import { formatRfc3339 } from '../../math/rfc3339.ts'
import { wilsonLowerBound } from '../../math/wilson-bound.ts'
import type { LogAnomaly } from '../../model/log-analysis.ts'
import { findChanges } from './changes.ts'
import type { Change } from './count-series.ts'
import { amount, percent, plural, quoted, sayStretch, sayTime } from './sentences.ts'
import {
  isError,
  seriesOfAll,
  seriesOfErrors,
  seriesOfGroup,
  type ErrorTally,
  type Group,
  type Tally,
} from './tally.ts'
import type { Windows } from './windows.ts'

type Severity = LogAnomaly['severity']

/** An error share that is at least this, all the time, is told; from 5 % on it is called odd. */
const TOLD_SHARE = 0.005
const ODD_SHARE = 0.05
const HIGH_SHARE = 0.2
const CRITICAL_SHARE = 0.5
/** One error message that came as often as this, and makes this share of all lines. */
const REPEATED = 10
const REPEATED_SHARE = 0.01

export interface Found {
  readonly anomalies: readonly LogAnomaly[]
  /** How far the worst rise stands out: the part of its lines that was not to be expected. */
  readonly spikeScore: number
}

/** What is odd in a batch: what changed within it, and what is bad all the way through. */
export function findAnomalies(tally: Tally, windows: Windows): Found {
  const { groups, errors } = tally
  const series = [...groups.map(seriesOfGroup), ...errors.map(seriesOfErrors)]
  if (windows.mode === 'time') series.push(seriesOfAll(windows.lines))
  const changes = findChanges(series, windows.lines)
  const ofGroups = changes.filter((change) => change.series < groups.length)
  const ofErrors = errorRises(changes, groups.length, errors)
  const ofAll = changes.filter((change) => change.series >= groups.length + errors.length)
  const changed = new Set(ofGroups.map((change) => groups[change.series]!))
  const anomalies = [
    ...ofErrors.map((change) => errorRise(change, errors[change.series - groups.length]!, windows)),
    ...ofGroups.map((change) => groupChange(change, groups[change.series]!, windows)),
    ...ofAll.map((change) => trafficRise(change, windows)),
    ...(ofErrors.length > 0 ? [] : steadyErrors(errors[0]!, windows)),
    ...repeatedErrors(groups, { changed, windows }),
  ]
  const rises = changes.filter(({ kind }) => kind === 'rise')
  const spikeScore = Math.max(0, ...rises.map((rise) => 1 - rise.expected / rise.observed))
  return { anomalies: anomalies.sort(bySeverity), spikeScore }
}

/** Where the errors of single services rose, those of all together say nothing more. */
function errorRises(
  changes: readonly Change[],
  offset: number,
  errors: readonly ErrorTally[],
): Change[] {
  const rises = changes.filter(({ series }) => series >= offset && series < offset + errors.length)
  const single = rises.filter(({ series }) => series > offset)
  return single.length > 0 ? single : rises
}

function errorRise(change: Change, { service }: ErrorTally, windows: Windows): LogAnomaly {
  const { observed, expected } = change
  const whose = service === undefined || service === '' ? 'Errors' : `Errors of ${service}`
  const share = observed / linesIn(change, windows)
  return {
    type: 'error_rate',
    severity: observed >= 100 && share >= CRITICAL_SHARE ? 'critical' : 'high',
    message: `${whose} rose: ${plural(observed, 'line')} at worst ${sayStretch(change, windows)}, where ${amount(expected)} were to be expected from the lines before.`,
    details: { ...(service ? { service } : {}), ...evidence(change, windows) },
  }
}

function linesIn({ first, last }: Change, windows: Windows): number {
  let lines = 0
  for (let w = first; w <= last; w++) lines += windows.lines[w]!
  return lines
}

function groupChange(change: Change, group: Group, windows: Windows): LogAnomaly {
  const { pattern, service, level } = group
  const what = `${quoted(pattern.template)}${service === '' ? '' : ` of ${service}`}`
  const times = plural(change.observed, 'time')
  const where = sayStretch(change, windows)
  const ratio = amount(change.observed / change.expected)
  const details = {
    pattern: pattern.id,
    template: pattern.template,
    ...(service === '' ? {} : { service }),
    ...evidence(change, windows),
  }
  if (change.kind === 'stop') {
    const since = windows.mode === 'time' ? ` since ${sayTime(windows.begin(change.first))}` : ''
    const message = `${what} has not come any more${since}; about ${amount(change.expected)} were to be expected by the end.`
    return { type: 'pattern_vanished', severity: 'warning', message, details }
  }
  if (change.isNew) {
    const message = `New: ${what} came ${times} ${where}; before that it was not in this batch.`
    return { type: 'new_pattern', severity: severityOf(level, 'info'), message, details }
  }
  const message = `${what} came ${times} at worst ${where}, ${ratio} times as often as was to be expected from the lines before.`
  return { type: 'pattern_surge', severity: severityOf(level, 'warning'), message, details }
}

function severityOf(level: Group['level'], otherwise: Severity): Severity {
  if (isError(level)) return 'high'
  return level === 'warning' ? 'warning' : otherwise
}

function trafficRise(change: Change, windows: Windows): LogAnomaly {
  const ratio = amount(change.observed / change.expected)
  return {
    type: 'pattern_surge',
    severity: 'warning',
    message: `Log lines of all kinds rose: ${change.observed} at worst ${sayStretch(change, windows)}, ${ratio} times as many as before.`,
    details: evidence(change, windows),
  }
}

/** Errors that were there all along are no news; they are told when they are many. */
function steadyErrors({ count, lines }: ErrorTally, windows: Windows): LogAnomaly[] {
  const least = wilsonLowerBound(count, lines)
  const share = count / lines
  if (least < TOLD_SHARE) return []
  const odd = share >= ODD_SHARE && least >= ODD_SHARE / 2
  const steady = `${percent(share)} of the lines are errors (${count} of ${lines}), all through the batch`
  return [
    {
      type: 'error_rate',
      severity: severityOfShare(share, odd),
      message: odd ? `${steady}: no rise was found, but it is high.` : `${steady}.`,
      details: { ...wholeStretch(windows), observed: count, expected: 0, q_value: null },
    },
  ]
}

function severityOfShare(share: number, odd: boolean): Severity {
  if (!odd) return 'info'
  if (share >= CRITICAL_SHARE) return 'critical'
  return share >= HIGH_SHARE ? 'high' : 'warning'
}

function repeatedErrors(
  groups: readonly Group[],
  { changed, windows }: { changed: ReadonlySet<Group>; windows: Windows },
): LogAnomaly[] {
  const lines = windows.lines.reduce((sum, count) => sum + count, 0)
  return groups
    .filter((group) => isError(group.level) && group.count >= REPEATED && !changed.has(group))
    .filter(({ count }) => wilsonLowerBound(count, lines) >= REPEATED_SHARE)
    .map(({ pattern, service, count }) => ({
      type: 'repeated_error',
      severity: 'warning',
      message: `The same error${service === '' ? '' : ` of ${service}`} came ${count} times (${percent(count / lines)} of the lines): ${quoted(pattern.template)}.`,
      details: {
        pattern: pattern.id,
        template: pattern.template,
        ...(service === '' ? {} : { service }),
        ...wholeStretch(windows),
        observed: count,
        expected: 0,
        q_value: null,
      },
    }))
}

function evidence(change: Change, windows: Windows) {
  return {
    ...stretchOf(change.first, change.last, windows),
    observed: change.observed,
    expected: change.expected,
    q_value: change.qValue,
  }
}

function wholeStretch(windows: Windows) {
  return stretchOf(0, windows.count - 1, windows)
}

function stretchOf(first: number, last: number, windows: Windows) {
  if (windows.mode === 'order') return { start: null, end: null }
  return {
    start: formatRfc3339(windows.begin(first)),
    end: formatRfc3339(windows.begin(last + 1)),
  }
}

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'warning', 'info']

function bySeverity(a: LogAnomaly, b: LogAnomaly): number {
  const order = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)
  return order || (a.details.q_value ?? 1) - (b.details.q_value ?? 1)
}
