import type { Series } from '../../src/model/series.ts'

/**
 * The OpenMetrics text that `promtool tsdb create-blocks-from openmetrics` reads: each series with
 * `__name__` among its labels, each sample with its time. NaN values are gaps and are left out.
 */
export function openMetricsText(seriesList: readonly Series[]): string {
  const families = Map.groupBy(seriesList, ({ labels }) => labels['__name__'] ?? '')
  const lines: string[] = []
  for (const [name, members] of families) {
    lines.push(`# TYPE ${name} unknown`)
    for (const series of members) pushSamples(lines, name, series)
  }
  lines.push('# EOF', '')
  return lines.join('\n')
}

function pushSamples(lines: string[], name: string, { labels, timestamps, values }: Series): void {
  const pairs = Object.entries(labels)
    .filter(([label]) => label !== '__name__')
    .map(([label, value]) => `${label}="${escaped(value)}"`)
  const head = `${name}{${pairs.join(',')}}`
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!Number.isNaN(value)) lines.push(`${head} ${written(value)} ${timestamps[i]}`)
  }
}

function written(value: number): string {
  if (value === Infinity) return '+Inf'
  return value === -Infinity ? '-Inf' : String(value)
}

function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', '\\n')
}
