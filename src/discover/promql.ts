const PLAIN_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const PLAIN_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/

/** A label matcher: name, operator, value. */
export type Matcher = readonly [label: string, operator: '=' | '!=' | '=~' | '!~', value: string]

const quote = (text: string) => JSON.stringify(text)

/** A label's name as PromQL wants it: names beyond the classic alphabet are quoted (Prometheus 3). */
export function labelName(name: string): string {
  return PLAIN_LABEL.test(name) ? name : quote(name)
}

/** An instant selector of one metric. */
export function select(metric: string, matchers: readonly Matcher[] = []): string {
  const inside = matchers.map(
    ([label, operator, value]) => labelName(label) + operator + quote(value),
  )
  if (!PLAIN_METRIC.test(metric)) return `{${[quote(metric), ...inside].join(',')}}`
  return inside.length === 0 ? metric : `${metric}{${inside.join(',')}}`
}

/** `rate(metric[window])`; the window is filled in by whoever asks, from the step. */
export function rate(metric: string, matchers: readonly Matcher[] = []): string {
  return `rate(${select(metric, matchers)}[$__window])`
}

/** The clause for which `$by` stands in an expression: `by (job, route)`, or nothing to sum over all. */
export function byClause(labels: readonly string[], ...more: readonly string[]): string {
  const names = [...more, ...labels].map(labelName)
  return names.length === 0 ? '' : `by (${names.join(', ')})`
}

/**
 * Failed / all, 0 where nothing failed and where there was nothing at all: a share that vanished
 * would look like a silent signal. Both arguments are sums over the same labels.
 */
export function share(failed: string, all: string): string {
  return `(${failed} / (${all} > 0)) or (0 * ${all})`
}
