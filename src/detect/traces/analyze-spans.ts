import { selectQuantiles } from '../../math/select-quantiles.ts'
import type { AnalyzedTraces, TraceOptions } from './analyze-traces.ts'
import { judgeAll, seriesOf } from './judge-all.ts'
import type { Operations } from './operations.ts'
import { subjectsOf } from './pools.ts'
import { answerOf } from './report/answer.ts'
import { callsOf } from './report/calls.ts'
import { discoveries } from './report/anomalies.ts'
import {
  findBottlenecks,
  MOST_OPERATIONS,
  summarizeOperations,
  totalsOf,
} from './report/operation-summaries.ts'
import { slowTraces } from './report/slow-traces.ts'
import { findSlowOperations, typicalDurations } from './slow-operations.ts'
import { findStructure } from './structure/structure.ts'
import { FEWEST_ROWS, type Subject } from './subject.ts'

/** The answer for rows that are what they say: calls and how long they took. */
export function analyzeSpans(operations: Operations, options: TraceOptions): AnalyzedTraces {
  const { columns } = operations
  const structure = findStructure(columns)
  const { alone, pools } = subjectsOf(operations)
  const judged = judgeAll([...alone, ...pools], operations)
  const slow = findSlowOperations(operations, typicalDurations(operations, structure.times))
  const tests = judged.tests + slow.tests
  const found = discoveries([...judged.candidates, ...slow.candidates], tests)
  const odd = found.map(({ candidate }) => candidate)
  const totals = totalsOf(operations)
  const [p50, p95, p99] = quantilesOf(operations)
  return {
    analysis: {
      ...answerOf(operations, options, { found, tests }),
      p50_latency: p50!,
      p95_latency: p95!,
      p99_latency: p99!,
      slow_traces: slowTraces(odd, columns),
      bottlenecks: findBottlenecks(operations, totals, structure.times),
      operations: summarizeOperations(operations, totals),
      ...callsOf(columns, structure),
      warnings: [...options.warnings, ...warningsOf(operations, options, pools)],
    },
    series: seriesOf(judged.judgements),
  }
}

function quantilesOf({ durations }: Operations): (number | null)[] {
  if (durations.length === 0) return [null, null, null]
  return selectQuantiles(durations.slice(), [0.5, 0.95, 0.99])
}

function warningsOf(
  operations: Operations,
  { serviceName, rejected }: TraceOptions,
  pools: readonly Subject[],
): string[] {
  const { columns, rows, untimed, count } = operations
  if (rows.length === 0) {
    if (columns.length > 0) {
      return [`no row is of the service "${serviceName}": nothing was analysed`]
    }
    return [
      rejected.count > 0
        ? 'every row was rejected: nothing was analysed'
        : 'no rows were sent: nothing was analysed',
    ]
  }
  const warnings: string[] = []
  if (untimed === rows.length) {
    warnings.push('no row has a time: changes over time could not be looked for')
  } else if (untimed > 0) {
    warnings.push(`${untimed} rows have no time and were left out of the course over time`)
  }
  if (rows.length < FEWEST_ROWS) {
    warnings.push(`${rows.length} rows are too few for a verdict; ${FEWEST_ROWS} are needed`)
  }
  if (pools.length > 0) {
    const members = pools.reduce((sum, { members: some = 1 }) => sum + some, 0)
    warnings.push(`${members} small operations were judged together, not each over its own time`)
  }
  if (count > MOST_OPERATIONS) {
    warnings.push(`${count} operations; the ${MOST_OPERATIONS} with the most time are listed`)
  }
  return warnings
}
