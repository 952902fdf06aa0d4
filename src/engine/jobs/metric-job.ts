import { judgeSeries, type JudgedSeries } from '../../detect/metrics/judge-series.ts'
import { findingOf } from '../../incidents/finding.ts'
import type { Finding } from '../../model/finding.ts'
import type { JudgedColumns, MetricAnalysis, SeriesAnalysis } from '../../model/metric-analysis.ts'
import type { Series } from '../../model/series.ts'
import type { Verdict } from '../../model/trace-analysis.ts'
import { readRangeBytes } from '../../sources/files/range-answer.ts'
import { askedSignal, onOwnGrid, stepOf } from './asked-series.ts'

export interface MetricTask {
  readonly series: readonly Series[]
  /** What was asked, for names; empty when only its answer was sent. */
  readonly expr: string
  /** Unix seconds: earlier samples are learned from and not reported. */
  readonly from: number
  readonly warnings: readonly string[]
  readonly now: number
}

/** Samples below which nothing is said about a series. */
const MIN_SAMPLES = 60

/** Judges series as they would have been judged live. */
export function analyzeMetricSeries(task: MetricTask): MetricAnalysis {
  const { series, from, warnings, now } = task
  const analyses = series.map((one) => analyzeOne(onOwnGrid(one), task))
  return {
    series_count: series.length,
    sample_count: series.reduce((sum, { timestamps }) => sum + countFrom(timestamps, from), 0),
    timestamp: new Date(now * 1000).toISOString(),
    series: analyses,
    warnings: series.length > 0 ? warnings : [...warnings, 'there were no series to judge'],
    verdict: worstOf(analyses.map(({ verdict }) => verdict)),
  }
}

/** The same for a query_range answer that somebody sends as it came. */
export function analyzeMetricBody({
  body,
  now,
}: {
  body: Uint8Array
  now: number
}): MetricAnalysis {
  const { series, warnings } = readRangeBytes(body, 'the body')
  return analyzeMetricSeries({ series, expr: '', from: -Infinity, warnings, now })
}

function analyzeOne(series: Series, { expr, from, now }: MetricTask): SeriesAnalysis {
  const signal = askedSignal(series, expr)
  const profile = { ...signal, step: stepOf(series.timestamps) }
  const { columns, findings } = judgeSeries(series, profile)
  const reported = findings
    .filter(({ end }) => end === null || end >= from)
    .map((draft) => findingOf(signal, draft, { now }))
  return {
    labels: series.labels,
    verdict: verdictOf(series, reported),
    findings: reported,
    columns: judgedColumns(series, columns, from),
  }
}

function verdictOf({ values }: Series, findings: readonly Finding[]): Verdict {
  if (values.filter(Number.isFinite).length < MIN_SAMPLES) return 'insufficient_data'
  return findings.length > 0 ? 'anomalous' : 'ok'
}

/** One odd series makes the answer odd; it is fine only where something could be judged. */
function worstOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('anomalous')) return 'anomalous'
  return verdicts.includes('ok') ? 'ok' : 'insufficient_data'
}

function countFrom(timestamps: Float64Array, from: number): number {
  return timestamps.filter((timestamp) => timestamp >= from).length
}

/** Columns for a chart from a time on; JSON has no NaN, so a gap is null. */
export function judgedColumns(series: Series, judged: JudgedSeries, from: number): JudgedColumns {
  const first = series.timestamps.findIndex((timestamp) => timestamp >= from)
  const at = first < 0 ? series.timestamps.length : first
  const orNull = (column: Float64Array) =>
    Array.from(column.subarray(at), (value) => (Number.isFinite(value) ? value : null))
  return {
    timestamps: Array.from(series.timestamps.subarray(at)),
    values: orNull(series.values),
    expected: orNull(judged.expected),
    lower: orNull(judged.lower),
    upper: orNull(judged.upper),
    score: Array.from(judged.score.subarray(at)),
    alert_score: Array.from(judged.alertScore.subarray(at)),
  }
}
