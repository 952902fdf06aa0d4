import { formatRfc3339 } from '../../../math/rfc3339.ts'
import type { TraceAnalysis, Verdict } from '../../../model/trace-analysis.ts'
import type { TraceOptions } from '../analyze-traces.ts'
import type { Candidate } from '../candidate.ts'
import type { Operations } from '../operations.ts'
import { FEWEST_ROWS } from '../subject.ts'
import { anomalyOf } from './anomalies.ts'

/** The fields that spans and samples of metrics share. */
export function answerOf(
  { rows, start, end, columns }: Operations,
  { now, rejected }: TraceOptions,
  { found, tests }: { found: readonly { candidate: Candidate; qValue: number }[]; tests: number },
): Pick<
  TraceAnalysis,
  'trace_count' | 'timestamp' | 'window' | 'anomalies' | 'rejected' | 'verdict'
> {
  const enough = rows.length >= FEWEST_ROWS
  const anomalies = enough
    ? found.map(({ candidate, qValue }) => anomalyOf(candidate, qValue, columns))
    : []
  let verdict: Verdict = 'insufficient_data'
  if (anomalies.length > 0) verdict = 'anomalous'
  else if (enough && tests > 0) verdict = 'ok'
  return {
    trace_count: rows.length,
    timestamp: formatRfc3339(now) ?? '',
    window: { start: formatRfc3339(start), end: formatRfc3339(end) },
    anomalies,
    rejected,
    verdict,
  }
}
