import type { OperationsView } from '../../engine/operations/operations.ts'
import { escapeLabel, formatValue } from './text.ts'

/** Operations shown; those called most. */
const MOST_OPERATIONS = 500
const CALLS = 'rootops_operation_calls_total'
const FAILURES = 'rootops_operation_failures_total'
const SECONDS = 'rootops_operation_duration_seconds'
const BOUNDS = ['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10']
/** Series of one operation: two counters, a sum, a count and the buckets. */
const SERIES = BOUNDS.length + 5

/**
 * Rate, errors and duration of the operations whose spans are received. Exemplars only in
 * OpenMetrics: the older text has no place for them.
 */
export function renderOperations(
  operations: Pick<OperationsView, 'totals'>,
  format: 'text' | 'openmetrics',
): { text: string; dropped: number } {
  const { operations: shown, all } = operations.totals(MOST_OPERATIONS)
  if (shown.length === 0) return { text: '', dropped: 0 }
  let calls = header(CALLS, 'Calls of an operation, by received spans.', 'counter')
  let failures = header(FAILURES, 'Calls of an operation that failed.', 'counter')
  let seconds = header(SECONDS, 'Durations of calls of an operation.', 'histogram')
  for (const one of shown) {
    const labels = `service="${escapeLabel(one.service)}",operation="${escapeLabel(one.operation)}"`
    calls += `${CALLS}{${labels}} ${one.calls}\n`
    failures += `${FAILURES}{${labels}} ${one.failures}\n`
    seconds += renderBuckets(labels, one, format)
    seconds += `${SECONDS}_sum{${labels}} ${formatValue(one.sumSeconds)}\n`
    seconds += `${SECONDS}_count{${labels}} ${one.calls}\n`
  }
  return { text: calls + failures + seconds, dropped: (all - shown.length) * SERIES }
}

type Total = ReturnType<OperationsView['totals']>['operations'][number]

function renderBuckets(labels: string, { buckets, exemplar }: Total, format: string): string {
  const withExemplar = format === 'openmetrics' && exemplar ? exemplar : undefined
  const place = withExemplar
    ? BOUNDS.findIndex((bound) => withExemplar.seconds <= Number(bound))
    : undefined
  let text = ''
  let count = 0
  for (let i = 0; i <= BOUNDS.length; i++) {
    count += buckets[i]!
    text += `${SECONDS}_bucket{${labels},le="${BOUNDS[i] ?? '+Inf'}"} ${count}`
    const isPlace = place === i || (place === -1 && i === BOUNDS.length)
    text += withExemplar && isPlace ? `${exemplarText(withExemplar)}\n` : '\n'
  }
  return text
}

function exemplarText(exemplar: NonNullable<Total['exemplar']>): string {
  const { trace_id, seconds, timestamp } = exemplar
  return ` # {trace_id="${trace_id}"} ${formatValue(seconds)} ${timestamp.toFixed(3)}`
}

function header(name: string, help: string, type: 'counter' | 'histogram'): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`
}
