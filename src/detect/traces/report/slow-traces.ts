import { formatRfc3339 } from '../../../math/rfc3339.ts'
import { quantileSorted } from '../../../math/quantile.ts'
import type { SpanColumns } from '../../../model/span.ts'
import type { SlowTrace } from '../../../model/trace-analysis.ts'
import type { Candidate } from '../candidate.ts'
import { rounded } from './words.ts'

const MOST_SLOW_TRACES = 10
const MOST_SCORE = 300
/** The mean log excess of a tail of fewer rows than this is not known; a quarter is taken. */
const FEWEST_BELOW = 20
const UNKNOWN_EXCESS = 0.25
const LEAST_EXCESS = 0.02

/** The rows of the anomalies that took too long, most surprising first; a row comes once. */
export function slowTraces(found: readonly Candidate[], columns: SpanColumns): SlowTrace[] {
  const byRow = new Map<number, SlowTrace>()
  for (const candidate of found) {
    const { subject, slow } = candidate
    if (subject.isMetric) continue
    const surprise = surpriseOf(candidate)
    for (const { index, expected } of slow) {
      const row = subject.rows[index]!
      const score = surprise(subject.values[index]!)
      const known = byRow.get(row)
      if (known !== undefined && known.score >= score) continue
      byRow.set(
        row,
        slowTraceOf(columns, row, {
          score,
          expected: (expected / subject.values[index]!) * columns.durationMs[row]!,
        }),
      )
    }
  }
  return [...byRow.values()]
    .sort((a, b) => b.score - a.score || b.duration_ms - a.duration_ms || compareIds(a, b))
    .slice(0, MOST_SLOW_TRACES)
}

function slowTraceOf(
  columns: SpanColumns,
  row: number,
  { score, expected }: { score: number; expected: number },
): SlowTrace {
  return {
    trace_id: columns.traceIdOf(row),
    service: columns.strings[columns.service[row]!]!,
    operation: columns.strings[columns.operation[row]!]!,
    duration_ms: columns.durationMs[row]!,
    timestamp: formatRfc3339(columns.timestamp[row]!),
    expected_ms: rounded(expected),
    score: rounded(score),
  }
}

function compareIds(a: SlowTrace, b: SlowTrace): number {
  return a.trace_id < b.trace_id ? -1 : a.trace_id > b.trace_id ? 1 : 0
}

/**
 * -log10 of the probability of so long a duration under the tail of the rows that are as expected
 * (below the middle between expected and observed): a Pareto tail above their 90th percentile with
 * Hill's estimate of its mean log excess.
 */
function surpriseOf({ subject, expected, observed }: Candidate): (value: number) => number {
  const { logFloor, values } = subject
  const middle = Math.sqrt((expected + logFloor) * (observed + logFloor)) - logFloor
  const below = values.filter((value) => value < middle).sort()
  if (below.length < FEWEST_BELOW) {
    return (value) => capped(Math.log((value + logFloor) / (expected + logFloor)) / UNKNOWN_EXCESS)
  }
  const start = quantileSorted(below, 0.9) + logFloor
  let excess = 0
  let count = 0
  for (let i = below.length - 1; i >= 0 && below[i]! + logFloor > start; i--) {
    excess += Math.log((below[i]! + logFloor) / start)
    count++
  }
  const mean = Math.max(LEAST_EXCESS, count > 0 ? excess / count : 0)
  return (value) => capped(Math.LN10 + Math.log((value + logFloor) / start) / mean)
}

function capped(naturalLog: number): number {
  return Math.max(0, Math.min(MOST_SCORE, naturalLog * Math.LOG10E))
}
