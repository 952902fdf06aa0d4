import type { Incident, Severity } from '../../model/incident.ts'
import type { Prediction } from '../../model/prediction.ts'
import type { LabelLookup } from './signal-gauges.ts'
import { familyHeader, formatValue } from './text.ts'

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info']
const PROBABILITY = 'rootops_forecast_breach_probability'
const SECONDS = 'rootops_forecast_breach_seconds'
const QUANTILES = { p10: '0.1', p50: '0.5', p90: '0.9' } as const

export function renderIncidents(open: readonly Incident[]): string {
  const name = 'rootops_incident_active'
  const lines = SEVERITIES.map((severity) => {
    const count = open.filter((incident) => incident.severity === severity).length
    return `${name}{severity="${severity}"} ${count}\n`
  })
  return familyHeader(name, 'Open incidents, by severity.') + lines.join('')
}

export interface OpenPredictions {
  readonly predictions: readonly Prediction[]
  readonly labels: LabelLookup
  /** Unix seconds: the time to a breach runs from now, not from when the prediction was made. */
  readonly now: number
  /** Predictions shown; the most probable ones come first. */
  readonly limit: number
}

/** Predictions about signals that are no longer watched are left out. */
export function renderPredictions(open: OpenPredictions): { text: string; dropped: number } {
  const probability = new Map<string, string>()
  const seconds = new Map<string, string>()
  const ranked = open.predictions.toSorted((a, b) => b.probability - a.probability)
  let dropped = 0
  for (const prediction of ranked) {
    const labels = open.labels.labelsFor(prediction.signal)
    if (labels === undefined) continue
    const key = `${labels},horizon="${formatHorizon(prediction.horizon_seconds)}"`
    if (probability.size >= open.limit && !probability.has(key)) {
      dropped++
      continue
    }
    // A signal may have several thresholds: the likeliest breach, which comes first, speaks.
    if (!probability.has(key)) probability.set(key, formatValue(prediction.probability))
    addBreachTimes(seconds, labels, { prediction, now: open.now })
  }
  const text =
    familyHeader(PROBABILITY, 'Probability of crossing the threshold within the horizon.') +
    renderSeries(PROBABILITY, probability) +
    // A summary, because only those may carry the label `quantile`.
    familyHeader(SECONDS, 'Seconds from now until the threshold is crossed.', 'summary') +
    renderSeries(SECONDS, seconds)
  return { text, dropped }
}

function addBreachTimes(
  seconds: Map<string, string>,
  labels: string,
  { prediction, now }: { prediction: Prediction; now: number },
): void {
  if (seconds.has(`${labels},quantile="0.5"`) || seconds.has(`${labels},quantile="0.1"`)) return
  for (const [name, quantile] of Object.entries(QUANTILES)) {
    const breach = prediction.breach_seconds[name as keyof typeof QUANTILES]
    if (breach === null) continue
    const left = Math.max(0, Math.round(prediction.made_at + breach - now))
    seconds.set(`${labels},quantile="${quantile}"`, formatValue(left))
  }
}

function renderSeries(name: string, series: ReadonlyMap<string, string>): string {
  let text = ''
  for (const [labels, value] of series) text += `${name}{${labels}} ${value}\n`
  return text
}

/** Seconds as a Prometheus duration of one unit: `6h`, `90m`, `45s`. */
export function formatHorizon(seconds: number): string {
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const)
    if (seconds >= size && seconds % size === 0) return `${seconds / size}${unit}`
  return `${seconds}s`
}
