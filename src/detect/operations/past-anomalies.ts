import { formatRfc3339 } from '../../math/rfc3339.ts'
import type { TraceAnalysis, TraceAnomaly, SlowTrace } from '../../model/trace-analysis.ts'
import type { Operations } from '../traces/operations.ts'
import { namesOf } from '../traces/operations.ts'
import { milliseconds, percent, rounded, significant, stretch } from '../traces/report/words.ts'
import type { AgainstPast } from './judge-against-past.ts'

const MOST_SLOW_TRACES = 10
const MOST_SCORE = 300
const MOST_EXEMPLARS = 3
const BASIS = {
  hour_of_week: 'at this hour of the week',
  hour_of_day: 'at this hour',
  all_hours: 'usually',
} as const

type Judged = Omit<TraceAnalysis, 'predictions'>

/**
 * The answer with what only the past tells: operations that are slow or failing from the first row
 * on become anomalies, and what was expected of a slow trace is what was usual. Where the batch
 * itself showed a change of an operation, that stands.
 */
export function withPast(
  analysis: Judged,
  judged: readonly AgainstPast[],
  operations: Operations,
): Judged {
  if (analysis.trace_count === 0) return analysis
  const known = new Set(analysis.anomalies.map((one) => keyOf(one)))
  const fresh = judged.filter((one) => !known.has(keyOf(one)))
  const anomalies = [
    ...fresh
      .filter(({ verdict }) => verdict === 'slower')
      .map((one) => slowAnomaly(one, operations)),
    ...fresh.flatMap((one) => failingAnomaly(one, operations)),
  ].sort((a, b) => b.score - a.score || (keyOf(a) < keyOf(b) ? -1 : 1))
  const usualOf = new Map<string, number>()
  for (const one of judged) if (one.usual) usualOf.set(keyOf(one), Math.exp(one.usual.p50.ln))
  return {
    ...analysis,
    anomalies: [...analysis.anomalies, ...anomalies],
    slow_traces: [
      ...analysis.slow_traces.map((trace) => {
        const usual = usualOf.get(keyOf(trace))
        return usual === undefined ? trace : { ...trace, expected_ms: rounded(usual) }
      }),
      ...slowTraces(fresh, operations),
    ].slice(0, MOST_SLOW_TRACES),
    verdict: anomalies.length > 0 ? 'anomalous' : analysis.verdict,
  }
}

function slowAnomaly(one: AgainstPast, operations: Operations): TraceAnomaly {
  const { service, operation, observed, expected, ratio, quantile } = one
  const { start, end } = windowOf(one, operations)
  const what = quantile === 'p50' ? 'takes' : `takes at the ${quantile.slice(1)}th percentile`
  return {
    ...anomalyBase(one, operations),
    kind: 'slow_operation',
    observed: rounded(observed),
    expected: rounded(expected),
    effect: rounded(ratio),
    q_value: rounded(one.qValue),
    score: scoreOf(one.pValue),
    summary:
      `${operation} of ${service} ${what} ${milliseconds(observed)}${stretch(start, end)}, ` +
      `${BASIS[one.usual!.basis]} ${milliseconds(expected)} (${significant(ratio)} times)`,
  }
}

function failingAnomaly(one: AgainstPast, operations: Operations): TraceAnomaly[] {
  const { service, operation, failing } = one
  if (!failing) return []
  const { start, end } = windowOf(one, operations)
  return [
    {
      ...anomalyBase(one, operations),
      kind: 'error_burst',
      observed: rounded(failing.observed),
      expected: rounded(failing.expected),
      effect: rounded(failing.observed / Math.max(failing.expected, 1e-6)),
      q_value: rounded(failing.qValue),
      score: scoreOf(failing.pValue),
      summary:
        `${operation} of ${service} failed in ${percent(failing.observed)} of its calls` +
        `${stretch(start, end)}, ${BASIS[one.usual!.basis]} in ${percent(failing.expected)}`,
    },
  ]
}

function anomalyBase(one: AgainstPast, operations: Operations) {
  const { start, end } = windowOf(one, operations)
  return {
    service: one.service,
    operation: one.operation,
    start: formatRfc3339(start),
    end: formatRfc3339(end),
    exemplars: exemplarsOf(one, operations),
  }
}

/** Trace ids of its slowest calls, or of failed ones. */
function exemplarsOf(one: AgainstPast, operations: Operations): string[] {
  const [from, to] = placesOf(one, operations)
  const { durations, failed, rows, columns } = operations
  const weight = (place: number) =>
    one.verdict === 'slower' ? durations[place]! : failed[place]! * 1e12 + durations[place]!
  const ids = Array.from({ length: to - from }, (_, i) => from + i)
    .sort((a, b) => weight(b) - weight(a) || a - b)
    .slice(0, MOST_EXEMPLARS)
    .map((place) => columns.traceIdOf(rows[place]!))
  return [...new Set(ids)].filter((id) => id !== '')
}

function scoreOf(pValue: number): number {
  return rounded(Math.min(MOST_SCORE, -Math.log10(Math.max(pValue, 10 ** -MOST_SCORE))))
}

/** Unix seconds of the operation's first and last row; not finite where no row has a time. */
function windowOf(one: AgainstPast, operations: Operations): { start: number; end: number } {
  const [from, to] = placesOf(one, operations)
  let start = Infinity
  let end = -Infinity
  for (const time of operations.times.subarray(from, to)) {
    if (time < start) start = time
    if (time > end) end = time
  }
  return { start, end }
}

/** The slowest calls of what is slow as a whole. */
function slowTraces(judged: readonly AgainstPast[], operations: Operations): SlowTrace[] {
  const { rows, durations, columns } = operations
  return judged
    .filter(({ verdict }) => verdict === 'slower')
    .sort((a, b) => a.pValue - b.pValue)
    .slice(0, MOST_SLOW_TRACES)
    .flatMap((one) => {
      const [from, to] = placesOf(one, operations)
      const places = Array.from({ length: to - from }, (_, i) => from + i)
      return places
        .sort((a, b) => durations[b]! - durations[a]! || a - b)
        .slice(0, 3)
        .map((place) => ({
          trace_id: columns.traceIdOf(rows[place]!),
          service: one.service,
          operation: one.operation,
          duration_ms: durations[place]!,
          timestamp: formatRfc3339(columns.timestamp[rows[place]!]!),
          expected_ms: rounded(Math.exp(one.usual!.p50.ln)),
          score: scoreOf(one.pValue),
        }))
    })
}

function placesOf(one: AgainstPast, operations: Operations): [number, number] {
  const { count, offsets } = operations
  for (let g = 0; g < count; g++)
    if (keyOf(namesOf(operations, g)) === keyOf(one)) return [offsets[g]!, offsets[g + 1]!]
  return [0, 0]
}

function keyOf({ service, operation }: { service: string; operation: string }): string {
  return `${service}\0${operation}`
}
